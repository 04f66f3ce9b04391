import type { DocumentPath } from './problem.ts'

/** `workload.shoppers.mix`, `app.shop.operations.browse[0]` */
export function pathText(path: DocumentPath): string {
  return path
    .map((segment, index) => (typeof segment === 'number' ? `[${segment}]` : index === 0 ? segment : `.${segment}`))
    .join('')
}
