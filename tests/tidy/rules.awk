# The house rules that compilers and linters do not know. Reads every source file of the tree once; prints
# "FILE:LINE: what is wrong" for each offence and exits 1 if there was any. The rooms are in docs/architecture.md.

BEGIN {
    # A folder may include only folders of a lower rank, and itself; signals only what is named.
    split("gateway/base 0|scheduler 1|providers 1|config 2|gateway/signals 3|gateway/store 3|" \
          "gateway/learn 4|gateway/people 4|gateway/routes 4|gateway/rules 4|gateway/dialogue 5|gateway/alerts 6|gateway/appointments 6|gateway/enrolment 6|gateway/outbox 6|gateway/inbox 6|" \
          "gateway/steps 7|gateway/agenda 7|gateway/ussd 8|gateway/web 8|gateway/run 9|gateway/simulate 9|gateway/cli 10|gateway 11",
          rows, "|")
    for (i in rows) {
        split(rows[i], row, " ")
        rank[row[1]] = row[2]
    }
    only["gateway/signals"] = "^gateway/base$"

    # Calls, and the one room where each may be made.
    room["getenv"] = "^config/"
    room["secure_getenv"] = "^config/"
    room["CLOCK_REALTIME"] = room["gettimeofday"] = room["clock_gettime"] = "^gateway/base/clock\\.c$"
    n = split("time localtime localtime_r gmtime mktime rand random drand48 srand strcpy strcat " \
              "sprintf vsprintf strtok atoi atol atof gets NDEBUG", names, " ")
    for (i = 1; i <= n; i++)
        room[names[i]] = "^$"

    # Libraries, and the folder that hides each.
    shelf["sqlite3.h"] = "^gateway/store/"
    shelf["libpq-fe.h"] = "^gateway/store/"
    shelf["curl/"] = "^gateway/outbox/"
    shelf["microhttpd.h"] = "^gateway/web/"
    shelf["kainjow/"] = "^gateway/web/"
    shelf["libconfig.h"] = "^config/"
    shelf["libical/"] = "^scheduler/"
    shelf["phonenumbers/"] = "^providers/"

    # Words that the glossary replaced.
    better["client"] = better["customer"] = better["patient"] = "family or member"
    better["tenant"] = "municipality"
    better["caseworker"] = better["case manager"] = better["case_manager"] = "family manager"
    better["sms_message"] = "message"
    better["opt_in"] = "consent"
}

function offence(where, what)
{
    print where ": " what
    offences++
}

# Splits the line into `code` and `strings`, without comments; a comment may go on from the line before.
function take_apart(line,    c, two, i)
{
    code = strings = ""
    in_string = ""
    for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        two = substr(line, i, 2)
        if (in_comment) {
            if (two == "*/") {
                in_comment = 0
                i++
            }
        } else if (in_string != "") {
            if (c == "\\")
                i++
            else if (c == in_string)
                in_string = ""
            else if (in_string == "\"")
                strings = strings c
        } else if (two == "/*") {
            in_comment = 1
            i++
        } else if (two == "//") {
            break
        } else {
            if (c == "\"" || c == "'") in_string = c
            code = code c
        }
    }
}

# The adapters are the providers' own shelf and the model the reader's, not folders with a rank of their own.
function folder_of(path)
{
    sub(/^providers\/adapters\//, "providers/", path)
    sub(/^gateway\/signals\/model\//, "gateway/signals/", path)
    return path ~ /\// ? substr(path, 1, match(path, /\/[^\/]*$/) - 1) : ""
}

function check_include(line,    path, to)
{
    path = line
    sub(/^ *# *include *["<]/, "", path)
    sub(/[">].*/, "", path)
    included[path] = 1
    if (is_test) return
    for (library in shelf)
        if (index(path, library) == 1 && file !~ shelf[library])
            offence(here, "<" path "> is hidden behind another folder: use its header")
    to = folder_of(path)
    if (line !~ /"/ || !(to in rank) || !(folder in rank) || to == folder) return
    if (rank[to] >= rank[folder] || (folder in only && to !~ only[folder]))
        offence(here, folder " may not look into " to ": arrows between folders point down")
}

function check_calls(    word, rest)
{
    rest = code
    while (match(rest, /[A-Za-z_][A-Za-z0-9_]*/)) {
        word = substr(rest, RSTART, RLENGTH)
        before = RSTART > 1 ? substr(rest, RSTART - 1, 1) : ""
        rest = substr(rest, RSTART + RLENGTH)
        if (!(word in room) || file ~ room[word]) continue
        # Functions only where they are called, not members or words of that name.
        if (word !~ /^[A-Z]/ && (rest !~ /^ *\(/ || before == "." || before == ">")) continue
        offence(here, word " is used outside its room")
    }
}

function check_words(line,    lower)
{
    lower = " " tolower(line) " "
    for (word in better)
        if (lower ~ "[^a-z0-9_]" word "[^a-z0-9_]")
            offence(here, "\"" word "\" is not our word: " better[word] " (see the glossary)")
}

function check_strings()
{
    if (file !~ /^gateway\/web\// && strings ~ /<\/?(div|p|a|table|tr|td|html|body|span|ul|li|h[1-6]|form|button|script)( [^>]*)?>/)
        offence(here, "HTML lives under gateway/web")
    if (file !~ /^gateway\/store\// && strings ~ /(SELECT .* FROM |INSERT INTO |UPDATE .* SET |DELETE FROM |CREATE TABLE )/)
        offence(here, "SQL lives in gateway/store")
}

function check_test_name(    rest, name)
{
    rest = code
    if (rest ~ /# *define/) return
    while (match(rest, /cmocka_unit_test[a-z_]*\([a-z_0-9]+/)) {
        name = substr(rest, RSTART, RLENGTH)
        sub(/.*\(/, "", name)
        rest = substr(rest, RSTART + RLENGTH)
        if (name in tested)
            offence(here, "the test " name " stands in " tested[name] " too: say what is different")
        tested[name] = here
    }
}

function end_of_file()
{
    if (file ~ /\.(c|cc)$/ && lines > 600)
        offence(file, lines " lines: split it where a name appears (600 at the most)")
}

FNR == 1 {
    if (NR > 1) end_of_file()
    file = FILENAME
    sub(/^\.\//, "", file)
    folder = folder_of(file)
    is_test = file ~ /^tests\//
    is_c = file ~ /\.(c|h|cc)$/
    in_comment = 0
    if (file ~ /\.h$/ && !is_test) headers[file] = 1
    if (file ~ /(^|\/)(utils?|common|misc|helpers?)\.[a-z]+$/)
        offence(file, "a file is named for the one thing it holds")
    if (file ~ /^gateway\/.*\.(c|h|cc)$/ && !(folder in rank))
        offence(file, "the folder has no place among the others: give it one in tests/tidy/rules.awk")
}

{
    lines = FNR
    here = file ":" FNR
    if (file !~ /^tests\/tidy\// && $0 ~ /(TODO|FIXME)/ && $0 !~ /(TODO|FIXME)[^A-Za-z]*(issue )?#?[0-9]+/)
        offence(here, "a TODO names its issue: TODO(#12)")
    if (!is_c) next
    if ($0 ~ /^ *# *include/) {
        check_include($0)
        next
    }
    take_apart($0)
    if (is_test) {
        check_test_name()
        next
    }
    # An adapter quotes the words of others.
    check_words(file ~ /^providers\/adapters\// ? code : $0)
    check_calls()
    check_strings()
}

END {
    end_of_file()
    for (header in headers)
        if (!(header in included)) offence(header, "nobody includes it")
    exit offences > 0
}
