// Sms-segments-calculator (Twilio's own, MIT) counts what we count.
//
// It differs in one thing: it keeps what a reader sees as one sign (a family of emoji, a letter with its
// accent behind it) in one segment, and moves it whole to the next. The standard only joins the two halves
// of a character; phones put the parts together before they show them. Told to move single
// characters, it agrees with us in every text.
import { test } from "node:test";
import assert from "node:assert/strict";
import calculator from "sms-segments-calculator";
import { chance } from "./chance.mjs";
import { vangnetLines } from "./vangnet.mjs";

const unitBits = { gsm7: 7, ucs2: 16 };

function measure(text) {
  const message = new calculator.SegmentedMessage(text);
  const encoding = message.encodingName === "GSM-7" ? "gsm7" : "ucs2";
  const units = message.encodedChars.reduce((n, sign) => n + sign.sizeInBits(), 0) / unitBits[encoding];
  const signs = message.segmentsCount;
  const segments = message._buildSegments(message._encodeChars([...text])).length;
  return { encoding, units, segments, signs, joined: message.graphemes.some((one) => [...one].length > 1) };
}

const words = {
  dutch: (
    "hoe gaat het met jullie deze week ? antwoord 1 ( goed ) , 2 matig of 3 niet goed . wij bellen u vóór " +
    "vrijdag terug ; België coördinator patiënt financiële crèche één ruïne reünie maïs hè bèta è é à ö ü ñ " +
    "afspraak dinsdag 14:30 gemeente – ‘ja’ “nee” … 06-12345678"
  ).split(" "),
  arabic: (
    "كيف حالكم هذا الأسبوع ؟ أجب ١ جيد ٢ متوسط ٣ سيئ ، لا بأس الحمد لله مُدَرِّسَة شُكْرًا موعد يوم الثلاثاء ۴ پ گ labas"
  ).split(" "),
  emoji: ["😀", "👍🏽", "👨‍👩‍👧‍👦", "❤️", "🇳🇱", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1️⃣", "é", "ë", "☎", "𝒳", "🥲"],
  extension: ["€", "[", "]", "{", "}", "\\", "^", "~", "|", "\f", "€€", "[x]", "a|b"],
  plain: [..."@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!\"#¤%&'()*+,-./0123456789:;<=>?¡ABCXYZÄÖÑÜ§¿abcxyzäöñüà\r"],
};

// Most lengths lie about the borders of one, two and three segments.
function write(dice, kinds) {
  const border = dice.one([0, 67, 70, 134, 153, 160, 201, 306, 459]);
  const length = Math.max(0, border + dice.below(13) - 6);
  let text = "";
  while (text.length < length) {
    if (text && dice.below(2)) text += " ";
    text += dice.one(words[dice.one(kinds)]);
  }
  return dice.below(2) ? text : Array.from(text).slice(0, length).join("");
}

const mixtures = [
  ["dutch"], ["arabic"], ["emoji"], ["extension"], ["plain"], ["dutch", "plain", "extension"],
  ["dutch", "emoji"], ["arabic", "emoji"], ["plain", "extension"], ["dutch", "arabic", "emoji", "extension"],
];

test("every character of the basic plane counts the same", () => {
  const characters = [];
  for (let code = 1; code < 0x10000; code++)
    if (code !== 0x0a && (code < 0xd800 || code > 0xdfff)) characters.push(String.fromCharCode(code));
  const ours = vangnetLines(["sms"], characters);
  characters.forEach((text, i) => {
    const { encoding, units, segments } = measure(text);
    const { suggestion, ...counted } = ours[i];
    assert.deepEqual(counted, { encoding, units, segments }, `U+${text.charCodeAt(0).toString(16)}`);
    assert.equal(suggestion, null);
  });
});

test("10,000 texts have the same encoding, units and segments", () => {
  const dice = chance(20261122);
  const texts = Array.from({ length: 10_000 }, (_, i) => write(dice, mixtures[i % mixtures.length]));
  const ours = vangnetLines(["sms"], texts);
  let moved = 0;
  texts.forEach((text, i) => {
    const theirs = measure(text);
    const { encoding, units, segments, suggestion } = ours[i];
    const about = JSON.stringify(text);
    assert.deepEqual([encoding, units, segments], [theirs.encoding, theirs.units, theirs.segments], about);
    if (theirs.signs !== segments) {
      assert.ok(theirs.joined && theirs.signs > segments, about);
      moved++;
    }
    if (suggestion === null) return;
    const cheaper = measure(suggestion);
    assert.equal(cheaper.encoding, "gsm7", about);
    assert.ok(cheaper.segments < segments, about);
  });
  assert.ok(moved > 0 && moved < 500, `${moved} texts with a sign that was moved whole`);
  assert.ok(ours.some((one) => one.suggestion !== null) && ours.some((one) => one.segments > 6));
});
