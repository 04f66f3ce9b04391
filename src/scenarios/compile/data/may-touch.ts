import type { Storage } from '../place-records.ts'

/** Whether a module may touch a record itself: its own, or one in a store that is shared. */
export function mayTouch(storage: Storage, module: string, record: string): boolean {
  return storage.ownerOf.get(record) === module || storage.storeOf.get(record)?.template.shared === true
}
