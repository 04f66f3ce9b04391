import type { ReplicaChange } from '../../../src/checks/histories/convergence/converged.ts'

/** Changes from `A.x=1@5 B.y=_@7`: at 5 ns replica A holds 1 under x, at 7 ns B holds nothing under y. */
export function replicaChanges(text: string): ReplicaChange[] {
  return text
    .split(/ +/)
    .filter((token) => token !== '')
    .map((token) => {
      const [, replica = '', key = '', value = '', at = ''] = /^(\w+)\.(\w+)=(\w+)@(\d+)$/.exec(token) ?? []
      if (replica === '') throw new Error(`no change: ${token}`)
      return { at: Number(at), replica, key, value: value === '_' ? null : Number(value) }
    })
}
