/** Characters of a text at most. */
const LONGEST = 160

/** A value of a state or a message as JSON on one line, cut where it is long: for people, not to be read back. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`
}
