// Npm rrule and ical.js name the days that we name, in 5,000 rules made at random.
//
// Both have their own idea of some rules. A difference counts only where a rule below names it, says which
// section of RFC 5545 decides, and where the other library is of our opinion. rrule descends from
// python-dateutil, ical.js from libical, so they seldom err together. Read of rrule 2.8.1 and ical.js 2.2.1.
import { test } from "node:test";
import assert from "node:assert/strict";
import ICAL from "ical.js";
import rrule from "rrule";
import { chance } from "./chance.mjs";
import { vangnet } from "../e2e/gateway.mjs";

const DAYS = 15; // of each rule, within
const YEARS = 8;
const RULES = 5000;

const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const isoDay = (date) => date.toISOString().slice(0, 10);

// ---- Rules at random ----

const dice = chance(20261122);
const often = (n) => dice.below(n) === 0;
const several = (most, make) => [...new Set(Array.from({ length: 1 + dice.below(most) }, make))].join(",");
const signed = (most) => (dice.below(3) ? 1 : -1) * (1 + dice.below(most));

function makeRule() {
  const FREQ = dice.one(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]);
  const yearly = FREQ === "YEARLY";
  const numbers = yearly || FREQ === "MONTHLY";
  const parts = { FREQ };
  if (often(2)) parts.INTERVAL = 1 + dice.below(yearly ? 3 : often(4) ? 30 : 6);
  if (often(4)) parts.BYMONTH = several(5, () => 1 + dice.below(12));
  if (yearly && often(4)) parts.BYWEEKNO = several(4, () => signed(53));
  if (yearly && often(5)) parts.BYYEARDAY = several(6, () => signed(366));
  if (FREQ !== "WEEKLY" && often(3)) parts.BYMONTHDAY = several(6, () => signed(31));
  if (parts.BYWEEKNO || often(2)) {
    const most = yearly && !parts.BYMONTH ? 53 : 5;
    // Numbered and plain weekdays stand together only where no other days may leave nothing of either.
    const numbered = numbers && !parts.BYWEEKNO && often(2) ? (parts.BYMONTHDAY || parts.BYYEARDAY ? 1 : 5) : 0;
    const number = () => (numbered === 1 || (numbered && dice.below(numbered)) ? signed(most) : "");
    parts.BYDAY = several(4, () => number() + dice.one(weekdays));
  }
  if (often(4)) parts.WKST = dice.one(weekdays);
  return parts;
}

const written = (parts) => Object.entries(parts).map((part) => part.join("=")).join(";");

// Leap days, ends of months and years, the days on which clocks change, and any others.
const firstDays = [
  "2028-02-29", "2027-01-31", "2027-02-28", "2027-12-31", "2028-01-01", "2028-12-31", "2027-03-28", "2027-10-31",
  ...Array.from({ length: 32 }, () => isoDay(new Date(Date.UTC(2027, 0, 1 + dice.below(4 * 366))))),
];

// ---- The three of us ----

const endOf = (first) => `${+first.slice(0, 4) + YEARS}-01-01`;

// One answer for each rule: its days and the rule in order, or why it is refused.
function ours(rules, first) {
  const run = vangnet(["schedule", "words", "--start", first, "--days", String(DAYS)], {
    input: rules.map((rule) => written(rule) + "\n").join(""),
  });
  const refused = new Map([...run.stderr.matchAll(/line (\d+): (.*)/g)].map(([, line, why]) => [+line, why]));
  const answers = run.stdout.split("\n").slice(0, -1).map((line) => JSON.parse(line));
  return rules.map((_, i) => {
    if (refused.has(i + 1)) return { refused: refused.get(i + 1) };
    const { rule, days } = answers.shift();
    return { rule, days: days.filter((day) => day < endOf(first)) };
  });
}

const weekdaysOf = (parts) => (parts.BYDAY ?? "").split(",").filter(Boolean);
const plain = (parts) => weekdaysOf(parts).filter((day) => /^[A-Z]/.test(day));
const numbered = (parts) => weekdaysOf(parts).filter((day) => /^[-\d]/.test(day));

function rruleDays(parts, first) {
  const days = [];
  const options = rrule.RRule.parseString(written(parts));
  options.dtstart = new Date(first + "T00:00:00Z");
  options.until = new Date(Date.UTC(+first.slice(0, 4) + YEARS, 0, 0));
  new rrule.RRule(options, true).all((date) => days.push(isoDay(date)) < DAYS);
  return days;
}

// Rrule forgets plain weekdays beside numbered ones, and may then look until the year 9999; 3.3.10 has each of
// the list. So it is asked for the two lists apart.
const isMixed = (parts) => plain(parts).length > 0 && numbered(parts).length > 0;

function rruleDaysApart(parts, first) {
  const lists = isMixed(parts) ? [plain(parts), numbered(parts)] : [weekdaysOf(parts)];
  const days = lists.flatMap((list) => rruleDays(list.length ? { ...parts, BYDAY: list.join() } : parts, first));
  return [...new Set(days)].sort().slice(0, DAYS);
}

// It is given the rule as we write it: lists that are not in order it follows out of order.
function icalDays(rule, first) {
  const days = [];
  try {
    const dates = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromDateString(first));
    for (let date = dates.next(); date && days.length < DAYS; date = dates.next()) {
      if (date.toString() >= endOf(first)) break;
      days.push(date.toString().slice(0, 10));
    }
  } catch (error) {
    return [error.message];
  }
  return days;
}

// ---- Where they differ, and who is right ----

const same = (a, b) => a.join() === b.join();

// The week of the year of a day, by the definition of 3.3.10: the first has four days or more in the year.
function weekOf(day, wkst = "MO") {
  const at = new Date(day + "T00:00:00Z");
  const since = (at.getUTCDay() + 6 - weekdays.indexOf(wkst)) % 7;
  const fourth = new Date(+at + (3 - since) * 864e5); // lies in the year of its week
  return [1 + Math.floor((fourth - Date.UTC(fourth.getUTCFullYear(), 0, 1)) / (7 * 864e5)), fourth.getUTCFullYear()];
}

const inWeeks = (parts, day) => {
  const [week, year] = weekOf(day, parts.WKST);
  const [last] = [28, 29, 30, 31].map((d) => weekOf(`${year}-12-${d}`, parts.WKST)).filter(([, y]) => y === year).at(-1);
  return parts.BYWEEKNO.split(",").some((n) => +n === week || +n === week - last - 1);
};

// Rrule miscounts weeks across the turn of the year; 3.3.10 and ISO 8601 count them on.
const isTurnOfYear = (parts, days, theirs) =>
  parts.BYWEEKNO &&
  days.every((day) => inWeeks(parts, day)) &&
  [...days, ...theirs]
    .filter((day) => day <= days.at(-1) && day <= theirs.at(-1) && days.includes(day) !== theirs.includes(day))
    .every((day) => /12-(29|30|31)|01-0[123]/.test(day));

// Which rules ical.js may follow for ever, looking for days that it does not see. Nothing stops it, so it is
// not asked.
const icalHangs = [
  ["days from the end of the month every day; 3.3.10, BYMONTHDAY limits DAILY",
    (p) => p.FREQ === "DAILY" && p.BYMONTHDAY?.includes("-")],
  ["weekdays with other days every year; 3.3.10, note 2",
    (p) => p.FREQ === "YEARLY" && p.BYDAY && (p.BYMONTHDAY || p.BYYEARDAY)],
];

// What ical.js does otherwise. That we are right is rrule's to say.
const icalDiffers = [
  ["weeks of the year, which it ignores or refuses; 3.3.10, BYWEEKNO", (p) => p.BYWEEKNO],
  ["days of the year with other days, which it refuses; 3.3.10 has each limit or expand", (p) => p.BYYEARDAY],
  ["days of the month every year, which it takes of one month; 3.3.10 has them expand",
    (p) => p.FREQ === "YEARLY" && p.BYMONTHDAY],
  ["numbered weekdays of the year, which it takes for every one; 3.3.10, note 2",
    (p) => p.FREQ === "YEARLY" && numbered(p).length > 0],
  ["months shorter than the first, where it runs over into the next; 3.3.10 ignores invalid dates",
    (p, first) => p.FREQ === "YEARLY" && first.slice(8) > "28"],
  ["months that the first day is not in, which it begins with or counts wrong; 3.3.10, BYMONTH", (p) => p.BYMONTH],
  ["weekdays with days of the month, which it refuses; 3.3.10, note 1", (p) => p.BYDAY && p.BYMONTHDAY],
];

test("rrule still forgets plain weekdays beside numbered ones", () => {
  const parts = { FREQ: "YEARLY", BYDAY: "MO,20MO" };
  assert.deepEqual(rruleDays(parts, "2027-01-01").slice(0, 2), ["2027-05-17", "2028-05-15"]);
  assert.deepEqual(rruleDaysApart(parts, "2027-01-01").slice(0, 2), ["2027-01-04", "2027-01-11"]);
});

test("5,000 rules have the days that rrule and ical.js give them", () => {
  const counts = new Map();
  const count = (what) => counts.set(what, (counts.get(what) ?? 0) + 1);

  for (const first of firstDays) {
    const rules = Array.from({ length: RULES / firstDays.length }, makeRule);
    ours(rules, first).forEach(({ refused, rule, days }, i) => {
      const parts = rules[i];
      const about = `${written(parts)} from ${first}`;
      if (refused) {
        assert.match(refused, /would not be asked for 5 years/, about);
        return count("refused since they do not come round");
      }
      const theirs = rruleDaysApart(parts, first);
      if (isMixed(parts)) count("asked of rrule in two parts");
      if (!same(days, theirs)) {
        assert.ok(isTurnOfYear(parts, days, theirs), `${about}: ${days} and by rrule ${theirs}`);
        count("rrule: weeks at the turn of the year");
      }
      const hangs = icalHangs.find(([, applies]) => applies(parts));
      if (hangs) return count("not asked of ical.js: " + hangs[0]);
      // It gives the first day whether named or not, which 3.8.5.3 leaves undefined.
      const all = icalDays(rule, first);
      const third = all.filter((day) => day !== first || days[0] === first);
      if (all.length > third.length) count("of these ical.js adds the first day");
      if (same(days.slice(0, third.length || 1), third) && third.length >= Math.min(days.length, DAYS - 1))
        return count("agreed on by ical.js");
      const reason = icalDiffers.find(([, applies]) => applies(parts, first));
      assert.ok(reason, `${about}: ${days} and by ical.js ${third}`);
      count("ical.js: " + reason[0]);
    });
  }
  for (const [what, n] of counts) console.log(`# ${String(n).padStart(5)} ${what}`);
  assert.ok(counts.has("rrule: weeks at the turn of the year"));
  for (const [name] of icalHangs) assert.ok(counts.has("not asked of ical.js: " + name), name);
  for (const [name] of icalDiffers) assert.ok(counts.has("ical.js: " + name), name);
});
