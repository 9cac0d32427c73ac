import fc from "fast-check";
import { expect, test } from "vitest";
import { childText, readXml } from "./read-xml.ts";
import { writePlainXml } from "./write-xml.ts";

test("any text that is written is read back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const written = Buffer.from(writePlainXml("Root", { Text: text }));
      expect(childText(readXml(written, "Root"), "Text") ?? "").toBe(text);
    }),
  );
});

test.each([
  "",
  "text",
  "<Root>",
  "<Other/>",
  "<Root><Text>&unknown;</Text></Root>",
  "<Root><Text>&#x110000;</Text></Root>",
  "<Root><Text>a & b</Text></Root>",
  "<Root><Text>1</Text><Text>2</Text></Root>",
  '<!DOCTYPE Root [<!ENTITY a "b">]><Root><Text>&a;</Text></Root>',
])("%j is refused", (text) => {
  expect(() => childText(readXml(Buffer.from(text), "Root"), "Text")).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ code: "MalformedXML" }) }),
  );
});
