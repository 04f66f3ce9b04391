/** Signs that move a terminal's cursor or turn the direction of a line: control characters and bidirectional marks. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g

/** A text of a scenario's author as it may be printed: one line, without hidden signs. */
export function cleanText(text: string): string {
  return text.replaceAll(UNSEEN, ' ').trim()
}
