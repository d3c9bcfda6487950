// The program as the others' libraries meet it: lines in, one JSON object a line out.
import { vangnet } from "../e2e/gateway.mjs";

export function vangnetLines(args, lines) {
  const run = vangnet(args, { input: lines.map((line) => line + "\n").join(""), maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`vangnet ${args.join(" ")}: ${run.stderr}`);
  return run.stdout.trimEnd().split("\n").map(JSON.parse);
}

// What `vangnet provider ACT NAME` makes of each object.
export const provider = (act, name, objects) =>
  vangnetLines(["provider", act, name], objects.map((one) => JSON.stringify(one)));
