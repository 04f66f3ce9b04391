// Compares this Node's elementary functions and random draws with the golden tables, bit by bit. Runs under any Node
// without a build: `npx -y node@26 test/replay/dmath-hash.mjs`. Exit code 1 and the first differences when they differ.
import { readFileSync } from 'node:fs'
import { createJiti } from 'jiti'

const jiti = createJiti(import.meta.url, { fsCache: false })
const { firstDraws } = await jiti.import('../golden/first-draws.ts')
const { dmathTable } = await jiti.import('../golden/dmath-table.ts')
const golden = (name) => JSON.parse(readFileSync(new URL(`../golden/${name}`, import.meta.url), 'utf8'))

const table = dmathTable()
const known = golden('dmath.json')
const here = Object.entries({ ...firstDraws(), sha256: table.sha256, rows: String(table.rows.length) }).concat(
  table.rows.map(({ call, bits }) => [call, bits]),
)
const there = new Map(
  Object.entries({ ...golden('draws.json').draws, sha256: known.sha256, rows: String(known.rows.length) }).concat(
    known.rows.map(({ call, bits }) => [call, bits]),
  ),
)
const different = here.filter(([name, value]) => JSON.stringify(there.get(name)) !== JSON.stringify(value))
for (const [name, value] of different.slice(0, 10)) {
  console.error(`${name}: expected ${JSON.stringify(there.get(name))}, got ${JSON.stringify(value)}`)
}
const verdict =
  different.length === 0 && here.length === there.size ? 'as the golden tables' : 'NOT as the golden tables'
console.log(
  `${process.version} ${process.arch}: ${here.length} entries, a million calls ${table.sha256.slice(0, 16)}: ${verdict}`,
)
process.exitCode = verdict.startsWith('as') ? 0 : 1
