/** The value of a label; `undefined` where it is missing or empty. */
export function label(name: string): (instrument: { labels: Readonly<Record<string, string>> }) => string | undefined {
  return ({ labels }) => labels[name] || undefined
}
