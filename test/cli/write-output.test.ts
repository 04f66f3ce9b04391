import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeOutput } from '../../src/cli/write-output.ts'
import { temporaryFolders } from './support/temporary-folder.ts'

const newFolder = temporaryFolders()

describe('an output file', () => {
  it('is written whole, with its folder, and leaves nothing else behind', async () => {
    const folder = join(newFolder(), 'a', 'b')
    const text = `${'ä'.repeat(100_000)}\n`
    await writeOutput(join(folder, 'result.json'), text, { folder: '.', force: false })
    expect(readFileSync(join(folder, 'result.json'), 'utf8')).toBe(text)
    expect(readdirSync(folder)).toEqual(['result.json'])
  })

  it('is not replaced unless that is wanted', async () => {
    const path = join(newFolder(), 'result.json')
    writeFileSync(path, 'old')
    await expect(writeOutput(path, 'new', { folder: '.', force: false })).rejects.toMatchObject({
      exitCode: 5,
      message: `"${path}" exists already; use --force to replace it.`,
    })
    expect(readFileSync(path, 'utf8')).toBe('old')
    await writeOutput(path, 'new', { folder: '.', force: true })
    expect(readFileSync(path, 'utf8')).toBe('new')
  })

  it('that is a folder is refused in one sentence', async () => {
    const folder = newFolder()
    await expect(writeOutput(folder, 'text', { folder: '.', force: true })).rejects.toMatchObject({
      exitCode: 5,
      message: `"${folder}" is a directory; name a file in it.`,
    })
  })

  it('below a file is refused in one sentence', async () => {
    const file = join(newFolder(), 'file')
    writeFileSync(file, '')
    const path = join(file, 'result.json')
    await expect(writeOutput(path, 'text', { folder: '.', force: true })).rejects.toMatchObject({
      exitCode: 5,
      message: `"${path}" could not be written: a part of its path is not a directory.`,
    })
  })

  it('on a full device is refused in one sentence, and the device stays a device', async () => {
    // Every write to /dev/full fails with ENOSPC, but a rename over it would not: only regular files are replaced.
    await expect(writeOutput('/dev/full', 'text', { folder: '.', force: true })).rejects.toMatchObject({
      exitCode: 5,
      message: '"/dev/full" is not a regular file.',
    })
  })

  it('that cannot be renamed into place leaves the old one and no part', async () => {
    const folder = newFolder()
    const path = join(folder, `${'x'.repeat(250)}.json`)
    await expect(writeOutput(path, 'text', { folder: '.', force: false })).rejects.toMatchObject({
      exitCode: 5,
      message: `"${path}" could not be written: its name is too long.`,
    })
    expect(readdirSync(folder)).toEqual([])
  })
})
