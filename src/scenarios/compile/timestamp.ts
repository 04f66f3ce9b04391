const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?)?(?:Z|\+00:?00)?$/

/** A plain decimal number; `undefined` for anything else, also for an empty text. */
export function plainNumber(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** Seconds since 1970 of `2023-11-16 18:17:03.97996`, read as UTC; without a time it is midnight. */
export function dateSeconds(text: string): { readonly whole: number; readonly fraction: number } | undefined {
  const parts = DATE.exec(text)
  if (parts === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return undefined
  const whole = daysFrom1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
  return { whole, fraction: Number(parts[7] ?? 0) }
}

/** Days of the Gregorian calendar; counts years from March, so that the leap day is the last of its year. */
function daysFrom1970(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400)
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  return shifted * 365 + leapDays + dayOfYear - 719_468
}
