import { DATA_CODES } from './error-codes/data.ts'
import { DATA_DOUBT_CODES } from './error-codes/data-doubts.ts'
import { DOUBT_CODES } from './error-codes/doubts.ts'
import type { ErrorCode } from './error-codes/error-code.ts'
import { FAULT_CODES } from './error-codes/faults.ts'
import { FILE_CODES } from './error-codes/file.ts'
import { LANGUAGE_CODES } from './error-codes/language.ts'
import { MESSAGING_CODES } from './error-codes/messaging.ts'
import { NAME_CODES } from './error-codes/names.ts'
import { POLICY_CODES } from './error-codes/policies.ts'
import { POLICY_DOUBT_CODES } from './error-codes/policy-doubts.ts'
import { TRANSACTION_CODES } from './error-codes/transactions.ts'

/** Every code a scenario can be answered with. A code never changes its meaning and is never used again. */
export const ERROR_CODES: Readonly<Record<string, ErrorCode>> = {
  ...FILE_CODES,
  ...LANGUAGE_CODES,
  ...NAME_CODES,
  ...POLICY_CODES,
  ...DOUBT_CODES,
  ...FAULT_CODES,
  ...POLICY_DOUBT_CODES,
  ...DATA_CODES,
  ...DATA_DOUBT_CODES,
  ...MESSAGING_CODES,
  ...TRANSACTION_CODES,
}
