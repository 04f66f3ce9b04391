import type * as z from 'zod'

/** What may stand below a place of the document. */
export interface Below {
  /** Keys with a meaning of their own. */
  readonly keys: readonly string[]
  /** Whether the user chooses further keys. */
  readonly free: boolean
}

/** The schemas of what stands at `segment` below places of these schemas; none where nothing can. */
export function step(schemas: readonly z.core.$ZodType[], segment: string | number): readonly z.core.$ZodType[] {
  return schemas.flatMap(unwrapped).flatMap((schema) => {
    const { def } = schema._zod
    if (def.type === 'array') return typeof segment === 'number' ? [def.element] : []
    if (def.type === 'record') return [def.valueType]
    if (def.type !== 'object' || typeof segment !== 'string') return []
    const known = Object.hasOwn(def.shape, segment) ? def.shape[segment] : undefined
    const other = known ?? def.catchall
    return other === undefined || other._zod.def.type === 'never' ? [] : [other]
  })
}

/** The keys that may stand below places of these schemas. */
export function keysBelow(schemas: readonly z.core.$ZodType[]): Below {
  const keys = new Set<string>()
  let free = false
  for (const schema of schemas.flatMap(unwrapped)) {
    const { def } = schema._zod
    if (def.type === 'record') free = true
    if (def.type !== 'object') continue
    for (const key of Object.keys(def.shape)) keys.add(key)
    if (def.catchall !== undefined && def.catchall._zod.def.type !== 'never') free = true
  }
  return { keys: [...keys], free }
}

/** The schemas behind defaults, options, transformations and unions: those that look at the input itself. */
function unwrapped(schema: z.core.$ZodType): readonly z.core.$ZodTypes[] {
  const known = schema as z.core.$ZodTypes
  const { def } = known._zod
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
      return unwrapped(def.innerType)
    case 'lazy':
      return unwrapped(def.getter())
    case 'pipe':
      return unwrapped(def.in)
    case 'union':
      return def.options.flatMap(unwrapped)
    default:
      return [known]
  }
}
