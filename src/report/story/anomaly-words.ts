const WORDS: Readonly<Record<string, string>> = {
  doubleEffects: 'done again',
  missingEffects: 'committed with something not done',
  orphans: 'something left behind',
  doubleUndos: 'undone more often than done',
  dirtyReads: 'others read what was undone',
  stuck: 'never settled',
  abandoned: 'given up half done',
  lost: 'lost',
  duplicates: 'handled again',
  reordered: 'handled out of order',
  late: 'handled after it was given up',
  deadLettered: 'a dead letter',
}

/** Every anomaly that a story can be asked for. */
export const STORY_ANOMALIES: readonly string[] = Object.keys(WORDS)

/** An anomaly of results in words. */
export function anomalyWords(anomaly: string): string {
  return WORDS[anomaly] ?? anomaly
}
