// Smsc: two message centres for Kannel to speak with, and the phones behind them. Both tell each text that
// reaches a phone as { from, to, text, parts }, put together as a phone does.
import { connect, createServer } from "node:net";
import { eventually } from "./gateway.mjs";

class Smsc {
  carried = [];
  parts = new Map(); // of texts that are not complete yet

  carry(from, to, header, text) {
    if (header.length === 0) return this.carried.push({ from, to, text, parts: 1 });
    const [, , , reference, total, number] = header;
    const key = `${to} ${reference}`;
    const parts = this.parts.get(key) ?? [];
    this.parts.set(key, parts);
    parts[number - 1] = text;
    if (parts.filter((part) => part !== undefined).length < total) return;
    this.parts.delete(key);
    this.carried.push({ from, to, text: parts.join(""), parts: total });
  }

  to(phone) {
    return this.carried.filter((message) => message.to === phone);
  }

  carries(phone, fits, ms = 10_000) {
    return eventually(`a text to ${phone}`, ms, () => this.to(phone).find((message) => fits.test(message.text)));
  }
}

// Kannel's own `smsc = fake`: a line a text. Source: test/fakesmsc.c of Kannel.
export class FakeSmsc extends Smsc {
  static async connect(port) {
    const smsc = new FakeSmsc();
    await eventually("the fake SMSC's port", 10_000, () => smsc.open(port));
    return smsc;
  }

  open(port) {
    return new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true));
      let rest = "";
      socket.on("error", () => resolve(false));
      socket.on("data", (bytes) => {
        const lines = (rest + bytes).split("\n");
        rest = lines.pop();
        lines.forEach((line) => this.hear(line));
      });
      this.socket = socket;
    });
  }

  // "FROM TO text TEXT", or "FROM TO udh HEADER data TEXT" with both encoded as in a URL.
  hear(line) {
    const [, from, to, kind, rest] = /^(\S+) (\S+) (\S+) (.*)$/.exec(line);
    const decode = (text) => Buffer.from(unescape(text.replaceAll("+", " ")), "latin1");
    if (kind === "text") return this.carry(from, to, [], rest);
    const [, header, text] = /^(\S+) data (.*)$/.exec(rest);
    this.carry(from, to, decode(header), decode(text).toString());
  }

  // A phone writes; a long text in as many parts as are given.
  say(from, to, ...parts) {
    if (parts.length === 1) return this.socket.write(`${from} ${to} text ${parts[0]}\n`);
    for (const [i, part] of parts.entries()) {
      const header = `%05%00%03%2A%0${parts.length}%0${i + 1}`;
      this.socket.write(`${from} ${to} udh ${header} ${encodeURIComponent(part)}\n`);
    }
  }

  stop() {
    this.socket.destroy();
  }
}

const command = { bind: 0x09, submit: 0x04, deliver: 0x05, enquire: 0x15, unbind: 0x06 };
const answers = 0x80000000;
const hasHeader = 0x40;
const isReceipt = 0x04;
const ucs2 = 8;

const swap = (bytes) => Buffer.from(bytes).swap16();

// As much of an SMPP 3.4 message centre as Kannel needs. `fate(phone)` is what the network says became of a text.
export class SmppSmsc extends Smsc {
  fate = () => "DELIVRD";
  count = 0;

  static async listen(port) {
    const smsc = new SmppSmsc();
    smsc.server = createServer((socket) => smsc.accept(socket));
    await new Promise((resolve) => smsc.server.listen(port, "127.0.0.1", resolve));
    return smsc;
  }

  accept(socket) {
    let rest = Buffer.alloc(0);
    this.socket = socket;
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      while (rest.length >= 16 && rest.length >= rest.readUInt32BE(0)) {
        const length = rest.readUInt32BE(0);
        this.hear(rest.readUInt32BE(4), rest.readUInt32BE(12), rest.subarray(16, length));
        rest = rest.subarray(length);
      }
    });
  }

  write(id, number, body) {
    const head = Buffer.alloc(16);
    head.writeUInt32BE(16 + body.length, 0);
    head.writeUInt32BE(id, 4);
    head.writeUInt32BE(number, 12);
    this.socket.write(Buffer.concat([head, body]));
  }

  hear(id, number, body) {
    if (id === command.submit) return this.submit(number, body);
    if (id >= answers) return;
    this.write(id + answers, number, Buffer.from(id === command.bind ? "smsc\0" : ""));
    if (id === command.bind) this.bound = true;
  }

  submit(number, body) {
    let at = 0;
    const word = () => {
      const end = body.indexOf(0, at);
      const read = body.toString("latin1", at, end);
      at = end + 1;
      return read;
    };
    const skip = (n) => (at += n);
    word(), skip(2);
    const from = "+" + word();
    skip(2);
    const to = "+" + word();
    const flags = body[at];
    skip(3), word(), word();
    const [wanted, , coding, , length] = body.subarray(at, at + 5);
    const data = body.subarray(at + 5, at + 5 + length);
    const headerLength = flags & hasHeader ? data[0] + 1 : 0;
    const text = data.subarray(headerLength);
    const id = `net-${++this.count}`;
    this.write(command.submit + answers, number, Buffer.from(id + "\0"));
    this.carry(from, to, data.subarray(0, headerLength), coding === ucs2 ? swap(text).toString("utf16le") : text.toString("latin1"));
    if (wanted & 1) this.report(id, from, to);
  }

  report(id, from, to) {
    const receipt = `id:${id} sub:001 dlvrd:001 submit date:2611220915 done date:2611220916 stat:${this.fate(to)} err:027 text:`;
    this.deliver(to, from, isReceipt, 0, Buffer.from(receipt));
  }

  deliver(from, to, flags, coding, data) {
    const number = (phone) => Buffer.from(`\x01\x01${phone.slice(1)}\0`, "latin1");
    const fixed = Buffer.from([flags, 0, 0, 0, 0, 0, 0, coding, 0, data.length]);
    this.write(command.deliver, 1000 + this.count++, Buffer.concat([Buffer.from("\0"), number(from), number(to), fixed, data]));
  }

  say(from, to, ...parts) {
    for (const [i, part] of parts.entries()) {
      const header = parts.length === 1 ? [] : [5, 0, 3, 42, parts.length, i + 1];
      const data = Buffer.concat([Buffer.from(header), swap(Buffer.from(part, "utf16le"))]);
      this.deliver(from, to, header.length ? hasHeader : 0, ucs2, data);
    }
  }

  stop() {
    this.socket?.destroy();
    this.server.close();
  }
}
