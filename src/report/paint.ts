/** How a renderer marks a text. Meaning never depends on it: a plain terminal shows the same words and signs. */
export interface Paint {
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly doubt: (text: string) => string
  readonly strong: (text: string) => string
  readonly faint: (text: string) => string
  readonly accent: (text: string) => string
}

const same = (text: string): string => text

/** No colour at all. */
export const plainPaint: Paint = { good: same, bad: same, doubt: same, strong: same, faint: same, accent: same }
