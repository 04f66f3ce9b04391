// Writes test/golden/fingerprints.json anew: `node test/gallery/write-fingerprints.mjs`. A change means that the engine or
// a shipped scenario runs otherwise than before: a change of the engine belongs into CHANGELOG.md under "Replay".
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createJiti } from 'jiti'

const jiti = createJiti(import.meta.url, { fsCache: false })
const { shortFingerprints } = await jiti.import('./short-fingerprints.ts')

const note = 'Runs of 10 s with the seed of each file. Written by test/gallery/write-fingerprints.mjs.'
const path = fileURLToPath(new URL('../golden/fingerprints.json', import.meta.url))
writeFileSync(path, JSON.stringify({ note, fingerprints: await shortFingerprints() }))

const biome = fileURLToPath(new URL('../../node_modules/@biomejs/biome/bin/biome', import.meta.url))
execFileSync(process.execPath, [biome, 'format', '--write', path], { stdio: 'inherit' })
