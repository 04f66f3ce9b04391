/** A copy of an object that lacks some of its keys. */
export function without<Whole extends object, Key extends keyof Whole>(
  whole: Whole,
  ...keys: readonly Key[]
): Omit<Whole, Key> {
  const rest = Object.entries(whole).filter(([key]) => !keys.some((each) => each === key))
  return Object.fromEntries(rest) as Omit<Whole, Key>
}
