import * as z from 'zod'
import type { Stores } from '../../scenario.ts'
import { withNames } from '../name.ts'
import { store, storeTemplate } from './store.ts'
import type { StoresDocument } from './store-document.ts'

const NOUN = 'a map of stores'

/** Where records are kept. */
export const stores: z.ZodType<Stores, StoresDocument> = withNames(
  z
    .object(
      { 'each-unit': storeTemplate.exactOptional().describe('How the stores run that units get by default.') },
      { error: NOUN },
    )
    .catchall(store),
).transform(({ 'each-unit': eachUnit, ...named }): Stores => ({ eachUnit: eachUnit ?? storeTemplate.parse({}), named }))
