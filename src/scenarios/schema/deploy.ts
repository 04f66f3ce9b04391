import * as z from 'zod'
import type { Deploy } from '../scenario.ts'
import { withNames } from './name.ts'
import { type UnitDocument, type UnitTemplateDocument, unit, unitTemplate } from './unit.ts'

/** One unit for each module, or units by name; the key `each-module` covers the modules that no unit holds. */
export type DeployDocument =
  | 'each-module'
  | { readonly 'each-module'?: UnitTemplateDocument | undefined; readonly [unit: string]: UnitDocument | undefined }

const units = withNames(
  z
    .object(
      {
        'each-module': unitTemplate
          .exactOptional()
          .describe('How the units run that are made for modules in no other unit.'),
      },
      { error: 'each-module or a map of units' },
    )
    .catchall(unit),
)

/** Which modules share a process, and how each process runs. */
export const deploy: z.ZodType<Deploy, DeployDocument> = z.union(
  [
    z.literal('each-module').transform((): Deploy => ({ eachModule: unitTemplate.parse({}), units: {} })),
    units.transform(
      ({ 'each-module': eachModule, ...named }): Deploy => ({
        units: named,
        ...(eachModule === undefined ? {} : { eachModule }),
      }),
    ),
  ],
  { error: 'each-module or a map of units' },
)
