import { conclude, type Finding, findingsKept, type Judgement } from '../judgement.ts'
import type { History, Operation } from '../registers/operation.ts'
import { operationText } from '../registers/operation-text.ts'
import type { StalenessJudgement, StalenessOptions } from './bounded-staleness.ts'
import { type Commit, type Sight, type VersionedKey, versionedKeys } from './commits.ts'

/**
 * Whether every read returns a version with at most `k` newer ones committed before the read was called; with 0 each
 * read returns the newest. (P. Bailis et al., "Probabilistically bounded staleness for practical partial quorums",
 * VLDB 2012, count the version read, too: their k is one more.) What is committed at the instant of the call does not
 * count. Cost: O(n log n), sorts and a Fenwick tree for each key.
 */
export function kStaleness(history: History, k: number, options: StalenessOptions = {}): StalenessJudgement {
  const { keep = findingsKept } = options
  const findings: Finding<Operation>[] = []
  let [observed, violations, stale, worst, steps] = [0, 0, 0, 0, 0]
  for (const versioned of versionedKeys(history)) {
    const lag = new Lag(versioned)
    for (const { sight, behind } of lag.sights()) {
      observed++
      if (behind > 0) stale++
      worst = Math.max(worst, behind)
      if (behind <= k) continue
      violations++
      if (findings.length < keep) findings.push(finding(versioned, sight, behind, k))
    }
    steps += lag.steps
  }
  const well = `${observed} reads, none more than ${k} versions behind; the worst was ${worst}`
  const gathered = { observed, violations, findings, steps, undecided: null, well }
  const judgement: Judgement<Operation> = conclude<Operation, Finding<Operation>>(gathered)
  return { ...judgement, worst, stale }
}

/** Shows the first k + 1 of the versions that were missed, but no more than a few. */
function finding({ key, commits }: VersionedKey, sight: Sight, behind: number, k: number): Finding<Operation> {
  const missed = commits
    .filter(({ version, at }) => version > sight.version && at < sight.operation.call)
    .sort((a, b) => a.version - b.version)
    .slice(0, Math.min(k + 1, findingsKept))
    .map(({ operation }) => operation)
  const sentence = `${operationText(sight.operation)}, ${behind} versions behind; ${k} are allowed`
  return { key, sentence, evidence: [...missed, sight.operation] }
}

/** Goes through commits and reads in time and counts, in a Fenwick tree over the versions, how many are there. */
class Lag {
  steps = 0
  readonly #commits: readonly Commit[]
  readonly #sights: readonly Sight[]
  readonly #versions: Float64Array
  readonly #tree: Int32Array

  constructor({ commits, sights }: VersionedKey) {
    this.#commits = commits.toSorted((a, b) => a.at - b.at)
    this.#sights = sights.toSorted((a, b) => a.operation.call - b.operation.call)
    this.#versions = Float64Array.from(commits, ({ version }) => version).sort()
    this.#tree = new Int32Array(commits.length + 1)
  }

  *sights(): Generator<{ readonly sight: Sight; readonly behind: number }> {
    let committed = 0
    for (const sight of this.#sights) {
      for (let next = this.#commits[committed]; next !== undefined && next.at < sight.operation.call; ) {
        this.#add(this.#rank(next.version))
        next = this.#commits[++committed]
      }
      yield { sight, behind: committed - this.#upTo(this.#rank(sight.version)) }
    }
  }

  /** How many of all versions are not newer. */
  #rank(version: number): number {
    let low = 0
    let high = this.#versions.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#versions[middle] ?? Infinity) <= version) low = middle + 1
      else high = middle
    }
    return low
  }

  #add(rank: number): void {
    for (let place = rank; place < this.#tree.length; place += place & -place) {
      this.#tree[place] = (this.#tree[place] ?? 0) + 1
      this.steps++
    }
  }

  #upTo(rank: number): number {
    let sum = 0
    for (let place = rank; place > 0; place -= place & -place) {
      sum += this.#tree[place] ?? 0
      this.steps++
    }
    return sum
  }
}
