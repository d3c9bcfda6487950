// Cuts a published description down to what the tests ask of it: some operations, the schemas they use, and
// no prose.
// Usage: node tests/openapi/cut.mjs WHOLE.json "POST /path" "GET /path"... >ADAPTER.json
import { readFileSync } from "node:fs";

const prose = new Set(["description", "summary", "example", "examples", "externalDocs", "tags", "operationId", "responses", "callbacks"]);

// Members of these are names of the provider's, also where they read "description" or "x-...".
const named = new Set(["properties", "schemas", "securitySchemes", "parameters", "paths"]);

function bare(node, inNames = false) {
  if (node === null || typeof node !== "object") return node;
  if (Array.isArray(node)) return node.map((one) => bare(one));
  return Object.fromEntries(
    Object.entries(node)
      .filter(([name]) => inNames || !(prose.has(name) || name.startsWith("x-")))
      .map(([name, value]) => [name, bare(value, named.has(name) && !inNames)]),
  );
}

const [file, ...operations] = process.argv.slice(2);
const whole = JSON.parse(readFileSync(file, "utf8"));
const paths = {};
for (const operation of operations) {
  const [method, path] = operation.split(" ");
  const item = whole.paths[path];
  if (!item?.[method.toLowerCase()]) throw new Error(`${file} has no operation ${operation}`);
  paths[path] = { ...(item.parameters && { parameters: item.parameters }), ...paths[path], [method.toLowerCase()]: item[method.toLowerCase()] };
}

const { title, version, license } = whole.info;
const { openapi, servers, security } = whole;
const made = bare({ openapi, servers, security, paths, components: {} });
made.servers ??= Object.values(paths)[0].servers;

// What is referred to, and what that refers to in turn.
const components = {};
for (let grown = true; grown; ) {
  grown = false;
  for (const [, kind, name] of JSON.stringify([made, components]).matchAll(/"#\/components\/(\w+)\/([^"]+)"/g)) {
    if (components[kind]?.[name]) continue;
    components[kind] = { ...components[kind], [name]: bare(whole.components[kind][name]) };
    grown = true;
  }
}
if (whole.components.securitySchemes) components.securitySchemes = bare(whole.components.securitySchemes, true);
made.components = components;
console.log(JSON.stringify({ openapi, info: { title, version, ...(license && { license }) }, ...made }, null, 1));
