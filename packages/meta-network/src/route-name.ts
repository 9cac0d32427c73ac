import { refuse } from "./failure.ts";

/** A name out of a path or a body. None holds a zero character, which would end it inside a key of the state. */
export function routeName(text: string | undefined): string {
  if (text === undefined || text.includes("\0"))
    throw refuse("message-invalid", "a name holds no zero character");
  return text;
}
