// Description: what a provider's own OpenAPI document says against a request. Versions 3.0 and 3.1.
//
// Stricter than OpenAPI asks: a member, field or parameter that the document does not name is a fault, since
// in a request of ours it is a spelling mistake.
import Ajv from "ajv/dist/2019.js";
import addFormats from "ajv-formats";

const methods = ["get", "post", "put", "patch", "delete"];
const pointer = (...names) => "#/" + names.map((name) => name.replace(/~/g, "~0").replace(/\//g, "~1")).join("/");

// Members are closed where a schema is used, not where it is defined: there it may be one half of an allOf.
const closed = (schema) => ({ allOf: [schema], unevaluatedProperties: false });

function closeMembers(node) {
  if (node === null || typeof node !== "object") return node;
  if (Array.isArray(node)) return node.map(closeMembers);
  return Object.fromEntries(
    Object.entries(node).map(([name, value]) => {
      const made = closeMembers(value);
      if (name === "items") return [name, closed(made)];
      if (name !== "properties") return [name, made];
      return [name, Object.fromEntries(Object.entries(made).map(([member, schema]) => [member, closed(schema)]))];
    }),
  );
}

// "/a/{id}.json" as an expression with the parameters as groups.
const expression = (template) =>
  new RegExp("^" + template.split(/\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("([^/]+)") + "$");
const namesIn = (template) => [...template.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name);

// Repeated names become lists.
function fieldsOf(search) {
  const fields = {};
  for (const [name, value] of search) fields[name] = name in fields ? [fields[name], value].flat() : value;
  return fields;
}

export class Description {
  constructor(document) {
    const options = { strict: false, allErrors: true, validateSchema: false, logger: false };
    this.document = document;
    this.title = `${document.info.title} ${document.info.version}`;
    this.json = addFormats(new Ajv(options));
    this.fields = addFormats(new Ajv({ ...options, coerceTypes: "array" })); // in a form all is text
    for (const ajv of [this.json, this.fields]) ajv.addSchema(closeMembers(document), "description");
  }

  resolve(node) {
    if (!node?.$ref) return node;
    return node.$ref.slice(2).split("/").reduce((at, name) => at[name.replace(/~1/g, "/").replace(/~0/g, "~")], this.document);
  }

  // The operation that a request calls, with the values in its path; null: there is none.
  find(method, path) {
    const bases = (this.document.servers ?? [{ url: "/" }]).map(({ url }) => url.replace(/^https?:\/\/[^/]*/, "").replace(/\/$/, ""));
    for (const [template, item] of Object.entries(this.document.paths)) {
      if (!methods.includes(method) || !item[method]) continue;
      for (const base of bases) {
        const found = expression(base + template.replace(/\/$/, "")).exec(path);
        if (!found) continue;
        const values = found.slice(1).map(decodeURIComponent);
        const parameters = [...(item.parameters ?? []), ...(item[method].parameters ?? [])].map((one) => this.resolve(one));
        return { template, method, operation: item[method], parameters, values: Object.fromEntries(namesIn(template).map((name, i) => [name, values[i]])) };
      }
    }
    return null;
  }

  check(ajv, schema, value, where) {
    const validate = ajv.compile(schema);
    if (validate(value)) return [];
    return validate.errors.map((error) => `${where}${error.instancePath}: ${error.message} ${JSON.stringify(error.params)}`);
  }

  parameterFaults({ parameters }, place, values) {
    const known = parameters.filter((one) => one.in === place);
    const schema = {
      properties: Object.fromEntries(known.map((one) => [one.name, rooted(one.schema)])),
      required: known.filter((one) => one.required).map((one) => one.name),
      additionalProperties: false,
    };
    return this.check(this.fields, schema, { ...values }, place);
  }

  bodyFaults({ template, method, operation }, request, type) {
    const body = this.resolve(operation.requestBody);
    if (!body) return request.body ? ["body: there is to be none"] : [];
    if (!body.content[type]) return [`body: ${type} is not among ${Object.keys(body.content)}`];
    const isForm = type === "application/x-www-form-urlencoded";
    const value = isForm ? fieldsOf(new URLSearchParams(request.body)) : JSON.parse(request.body);
    const schema = { $ref: "description" + pointer("paths", template, method, "requestBody", "content", type, "schema") };
    return this.check(isForm ? this.fields : this.json, closed(schema), value, "body");
  }

  authorizationFaults({ operation }, headers, query) {
    const wanted = operation.security ?? this.document.security ?? [];
    const proves = (name) => {
      const scheme = this.resolve(this.document.components.securitySchemes[name]);
      if (scheme.type === "http") return headers.authorization?.toLowerCase().startsWith(scheme.scheme.toLowerCase() + " ");
      if (scheme.type === "apiKey") return scheme.in === "header" ? scheme.name.toLowerCase() in headers : scheme.name in query;
      return false;
    };
    const fine = wanted.length === 0 || wanted.some((all) => Object.keys(all).every(proves));
    return fine ? [] : [`authorization: none of ${JSON.stringify(wanted)}`];
  }

  // Sentences; none where the request is as described.
  faults(request) {
    const url = new URL(request.url);
    const call = this.find(request.method.toLowerCase(), url.pathname);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]));
    const query = fieldsOf(url.searchParams);
    if (!call) return [`${request.method} ${url.pathname}: there is no such operation`];
    return [
      ...this.parameterFaults(call, "path", call.values),
      ...this.parameterFaults(call, "query", query),
      ...this.bodyFaults(call, request, headers["content-type"]?.split(";")[0]),
      ...this.authorizationFaults(call, headers, query),
    ];
  }
}

// A schema outside the document names its parts from the document's root.
function rooted(schema) {
  return JSON.parse(JSON.stringify(schema ?? {}).replace(/"\$ref":"#/g, '"$ref":"description#'));
}
