// Mail: a real SMTP server that keeps what it gets.
import { SMTPServer } from "smtp-server";

export class Mail {
  static async start() {
    const mail = new Mail();
    mail.letters = [];
    mail.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      logger: false,
      onData: (stream, session, done) => {
        const parts = [];
        stream.on("data", (part) => parts.push(part));
        stream.on("end", () => {
          mail.letters.push({
            at: new Date().toISOString(),
            from: session.envelope.mailFrom.address,
            to: session.envelope.rcptTo.map((receiver) => receiver.address),
            source: Buffer.concat(parts).toString(),
          });
          done();
        });
      },
    });
    mail.server.on("error", () => {}); // the gateway may die in the middle of a sentence
    await new Promise((resolve) => mail.server.listen(0, "127.0.0.1", resolve));
    mail.url = `smtp://127.0.0.1:${mail.server.server.address().port}`;
    return mail;
  }

  async arrives(to, ms = 10_000) {
    const until = Date.now() + ms;
    for (;;) {
      const found = this.letters.find((letter) => letter.to.includes(to));
      if (found) return found;
      if (Date.now() > until) throw new Error(`no mail to ${to} within ${ms} ms`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  stop() {
    return new Promise((resolve) => this.server.close(resolve));
  }
}

// The text of a letter of one part, decoded.
export function letterText(letter) {
  const [head, ...rest] = letter.source.split(/\r?\n\r?\n/);
  const body = rest.join("\n\n");
  const encoding = /^content-transfer-encoding:\s*(\S+)/im.exec(head)?.[1]?.toLowerCase();
  if (encoding === "base64") return Buffer.from(body, "base64").toString();
  if (encoding !== "quoted-printable") return body;
  const bytes = body
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9A-F]{2})/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));
  return Buffer.from(bytes, "latin1").toString();
}
