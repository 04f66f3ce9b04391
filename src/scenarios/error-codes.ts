import { DOUBT_CODES } from './error-codes/doubts.ts'
import type { ErrorCode } from './error-codes/error-code.ts'
import { FILE_CODES } from './error-codes/file.ts'
import { LANGUAGE_CODES } from './error-codes/language.ts'
import { NAME_CODES } from './error-codes/names.ts'

/** Every code a scenario can be answered with. A code never changes its meaning and is never used again. */
export const ERROR_CODES: Readonly<Record<string, ErrorCode>> = {
  ...FILE_CODES,
  ...LANGUAGE_CODES,
  ...NAME_CODES,
  ...DOUBT_CODES,
}
