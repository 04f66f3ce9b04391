/** Who is primary and who is backup; -1 for nobody. Views are numbered from 1; 0 is the time before the first. */
export interface View {
  readonly number: number
  readonly primary: number
  readonly backup: number
  /** Which life of each it is about: a node that has crashed since is not what it was. */
  readonly primaryLife: number
  readonly backupLife: number
}

/** What was written to a key last, and how often it was written: by the request that wrote it. */
export interface Version {
  readonly value: number
  readonly count: number
}

/** A request that its primary has done and its backup has not confirmed. */
interface Open {
  readonly request: number
  /** The node at which it waits. */
  readonly node: number
  readonly key: number
  readonly version: Version
}

export interface PrimaryBackupState {
  /** How often the node has started. */
  life: number
  view: View
  /** Of replicas: all data, in memory. */
  data: Record<number, Version>
  /** Whether this replica has all data: from the first view on, or because it has been given them. */
  whole: boolean
  /** Of the primary: whether it serves, because the backup, if there is one, is whole, too. */
  ready: boolean
  /** Of the primary: what waits for the backup, by a number that it counts up. */
  open: Record<number, Open>
  counter: number
  // Of the monitor, which is node 0.
  /** When it has last heard of each node, ns, and in which life of it. */
  heard: number[]
  lives: number[]
  /** Whether the primary of this view has said that it and its backup are ready: only then there may be another. */
  confirmed: boolean
}

export type PrimaryBackupMessage =
  | { readonly type: 'alive'; readonly life: number; readonly confirms: number }
  | { readonly type: 'view'; readonly view: View }
  | { readonly type: 'copy'; readonly view: number; readonly data: Readonly<Record<number, Version>> }
  | { readonly type: 'copied'; readonly view: number }
  | { readonly type: 'ask'; readonly request: number; readonly operation: string; readonly key: number }
  | { readonly type: 'answer'; readonly request: number; readonly version: Version | null }
  | {
      readonly type: 'update'
      readonly view: number
      readonly number: number
      readonly key: number
      readonly version: Version
    }
  | { readonly type: 'updated'; readonly view: number; readonly number: number }
