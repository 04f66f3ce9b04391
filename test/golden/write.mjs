// Writes the golden tables anew: `node test/golden/write.mjs`. Every replay command ever printed depends on them, so a
// change belongs into CHANGELOG.md under "Replay", and into the version of the streams in src/sim/kernel/stream-key.ts.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createJiti } from 'jiti'

const jiti = createJiti(import.meta.url, { fsCache: false })
const { firstDraws } = await jiti.import('./first-draws.ts')
const { dmathTable } = await jiti.import('./dmath-table.ts')

const note = 'May not change without a line under "Replay" in CHANGELOG.md. Written by test/golden/write.mjs.'
const here = fileURLToPath(new URL('.', import.meta.url))
const { rows, sha256 } = dmathTable()

writeFileSync(`${here}draws.json`, JSON.stringify({ note, draws: firstDraws() }))
writeFileSync(`${here}dmath.json`, JSON.stringify({ note, sha256, rows }))

const biome = fileURLToPath(new URL('../../node_modules/@biomejs/biome/bin/biome', import.meta.url))
execFileSync(process.execPath, [biome, 'format', '--write', here], { stdio: 'inherit' })
