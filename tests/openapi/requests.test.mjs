// Every request that the vectors make is one that the provider's own description allows.
//
// The descriptions in this folder are named after the adapter; README.md says where they come from and which
// may not be kept. A folder of those, named alike, is checked as well: VANGNET_OPENAPI=FOLDER.
import { test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Description } from "./description.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const vectors = fileURLToPath(new URL("../providers", import.meta.url));

// Where a request is not as described, and why we send it all the same.
const explained = {
  twilio: [
    ["query/DateSent: must match format", "typed as a moment, but its own prose asks for YYYY-MM-DD"],
    ["path/Sid: must", "a vector with an id that tries to leave its place in the path; Twilio gives no such"],
  ],
  vonage: [["body/status-report-req: must be boolean", "1 is what nyaruka/courier sends to live accounts (2026-08)"]],
};

const read = (path) => JSON.parse(readFileSync(path, "utf8"));

function descriptionsIn(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -5));
  return names.map((name) => ({ name, described: new Description(read(join(folder, name + ".json"))) }));
}

// The requests of one adapter, each with the name of its case. That the program writes these very bytes is
// what the vectors test.
function requestsOf(name) {
  const files = ["render.json", "lookup.json"].map((file) => join(vectors, name, file)).filter(existsSync);
  const cases = files.flatMap((file) => read(file).cases);
  return cases.filter((one) => one.out?.url).map((one) => ({ title: one.name, request: one.out }));
}

for (const folder of [here, process.env.VANGNET_OPENAPI].filter(Boolean)) {
  for (const { name, described } of descriptionsIn(folder)) {
    test(`${name}: all requests are as ${described.title} has them`, () => {
      const requests = requestsOf(name);
      assert.ok(requests.length >= 8, `only ${requests.length} requests`);
      const known = explained[name] ?? [];
      const found = requests.flatMap(({ title, request }) => described.faults(request).map((fault) => `${title}: ${fault}`));
      const isKnown = (fault) => known.some(([words]) => fault.includes(words));
      assert.deepEqual(found.filter((fault) => !isKnown(fault)), []);
      const unneeded = known.filter(([words]) => !found.some((fault) => fault.includes(words)));
      assert.deepEqual(unneeded, [], "explained, but as described");
    });
  }
}

test("a description sees what is wrong with a request", () => {
  const twilio = descriptionsIn(here).find(({ name }) => name === "twilio").described;
  const { request } = requestsOf("twilio")[0];
  const body = (change) => {
    const fields = new URLSearchParams(request.body);
    change(fields);
    return { body: fields.toString() };
  };
  assert.deepEqual(twilio.faults(request), []);
  for (const [wrong, spoilt] of [
    ["no such operation", { url: request.url.replace("Messages.json", "Message.json") }],
    ["no such operation", { method: "PUT" }],
    ["path/AccountSid: must match pattern", { url: request.url.replace("/AC", "/AD") }],
    ["query: must NOT have additional properties", { url: request.url + "?To=1" }],
    ["body: must have required property 'To'", body((fields) => fields.delete("To"))],
    ["body: must NOT have unevaluated properties", body((fields) => fields.append("StatusCallbackk", "x"))],
    ["body/ValidityPeriod: must be integer", body((fields) => fields.set("ValidityPeriod", "2h"))],
    ["body/StatusCallback: must match format", body((fields) => fields.set("StatusCallback", "report"))],
    ["body: application/json is not among", { headers: { ...request.headers, "Content-Type": "application/json" } }],
    ["authorization: none of", { headers: { ...request.headers, Authorization: "Bearer x" } }],
  ]) {
    const faults = twilio.faults({ ...request, ...spoilt });
    assert.ok(faults.some((fault) => fault.includes(wrong)), `${wrong}: ${JSON.stringify(faults)}`);
  }
});
