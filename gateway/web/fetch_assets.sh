#!/bin/sh
# Fetches the NL Design System files of assets/nl anew from the npm registry, at the versions of
# assets/README.md. Only picks files and whole lines; nothing is edited by hand. Needs npm.
set -eu
cd "$(dirname "$0")/assets/nl"
here=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

unpack() {
    (cd "$work" && tar xzf "$(npm pack --silent "$1" | tail -1)" && rm ./*.tgz && rm -rf "$2" && mv package "$2")
}

for part in button@1.1.0 data-badge@1.0.5 heading@1.1.3 link@2.0.3 mark@1.0.5 paragraph@2.1.3 skip-link@1.0.5; do
    name=${part%@*}
    unpack "@nl-design-system-candidate/$name-css@${part#*@}" p
    sed 's|/\*# sourceMappingURL=.*\*/||' "$work/p/dist/$name.css" >"$here/$name.css"
    cp "$work/p/LICENSE.md" "$here/LICENSE-EUPL-1.2.md"
done
for part in alert@4.0.2 checkbox@3.0.1 form-fieldset@3.0.1 form-label@3.0.1 select@3.0.1 table@3.0.1 textarea@4.0.1 textbox@4.0.1; do
    name=${part%@*}
    unpack "@utrecht/$name-css@${part#*@}" p
    cp "$work/p/dist/index.css" "$here/utrecht-$name.css"
done

# The token themes define every component there is; the lines of those that are not used stay out.
used='nl-(button|data-badge|heading|link|mark|paragraph|skip-link)'
used="$used|utrecht-(alert|checkbox|form-fieldset|form-label|select|table|textarea|textbox)"
lines="^([^ ]| \*|  --(basis|voorbeeld-kleuren|$used)-|\$)"
unpack @nl-design-system-unstable/voorbeeld-design-tokens@7.4.1 p
grep -E "$lines" "$work/p/dist/theme.css" | grep -v basis-dataset >"$here/tokens.css"
unpack @nl-design-system-community/ma-design-tokens@2.5.0 p
grep -E "$lines" "$work/p/dist/color-scheme-dark/theme.css" | grep -v basis-dataset >"$here/tokens-dark.css"
