import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { findMachine, findTraffic, MACHINES, TRAFFIC, USES } from '../../src/metrics/cost/price-book.ts'

const GIB = 1024 * 1024 * 1024

describe('the price book', () => {
  test('states source and date of every row, and a machine somebody can rent', () => {
    for (const row of [...MACHINES, ...TRAFFIC, ...USES]) {
      expect(row.source).toMatch(/^[\w.-]+\/[\w.-]+(@[0-9a-f]{40}:\S+| \(.*)/)
      expect(row.date).toMatch(/^20\d\d(-\d\d(-\d\d)?)?$/)
      expect(['high', 'medium', 'low']).toContain(row.confidence)
    }
    for (const { name, vcpu, memoryBytes, pricePerHour } of MACHINES) {
      expect(Number.isInteger(vcpu) && vcpu >= 1, name).toBe(true)
      expect(memoryBytes % (GIB / 4), name).toBe(0)
      // Between the cheapest shared core and the dearest large machine of 2026, for each vCPU.
      expect(pricePerHour / vcpu, name).toBeGreaterThan(0.004)
      expect(pricePerHour / vcpu, name).toBeLessThan(0.15)
    }
  })

  test('has 30 to 50 machines of three providers, each name once, and servers for databases', () => {
    expect(new Set(MACHINES.map(({ name }) => name)).size).toBe(MACHINES.length)
    expect(MACHINES.length).toBeGreaterThanOrEqual(30)
    expect(MACHINES.length).toBeLessThanOrEqual(50)
    expect([...new Set(MACHINES.map(({ provider }) => provider))]).toEqual(['aws', 'gcp', 'azure'])
    expect(MACHINES.filter(({ kind }) => kind === 'database').length).toBe(5)
  })

  test('within a family twice the machine is twice the price, to a thousandth', () => {
    const priceOf = (name: string): number => findMachine(name)?.pricePerHour ?? Number.NaN
    for (const family of ['c7i', 'c7g', 'm7i', 'r7g']) {
      expect(priceOf(`${family}.xlarge`) / priceOf(`${family}.large`)).toBeCloseTo(2, 2)
      expect(priceOf(`${family}.2xlarge`) / priceOf(`${family}.xlarge`)).toBeCloseTo(2, 2)
    }
  })

  test('finds a machine by its exact name only', () => {
    expect(findMachine('c7i.large')).toMatchObject({
      vcpu: 2,
      memoryBytes: 4 * GIB,
      pricePerHour: 0.08925,
      region: 'us-east-1',
    })
    expect(findMachine('C7I.large')).toBe(undefined)
    expect(findMachine('__proto__')).toBe(undefined)
  })

  test('knows what a gigabyte costs between zones, between regions and to the Internet', () => {
    expect(findTraffic('aws', 'cross-zone')).toMatchObject({ pricePerGigabyte: 0.01, bothEnds: true })
    expect(findTraffic('aws', 'cross-region')).toMatchObject({ pricePerGigabyte: 0.02, bothEnds: false })
    expect(findTraffic('aws', 'internet')).toMatchObject({ pricePerGigabyte: 0.09, upToBytesPerMonth: 10e12 })
    expect(findTraffic('azure', 'internet')).toBe(undefined)
  })

  test('has steps of volume that ascend while the price falls', () => {
    for (const provider of ['aws', 'gcp']) {
      const steps = TRAFFIC.filter((row) => row.provider === provider && row.traffic === 'internet')
      const volumes = steps.map(({ upToBytesPerMonth }) => upToBytesPerMonth)
      const prices = steps.map(({ pricePerGigabyte }) => pricePerGigabyte)
      expect(volumes).toEqual(volumes.toSorted((left, right) => left - right))
      expect(prices).toEqual(prices.toSorted((left, right) => right - left))
    }
  })
})

/** The sheet the book was copied from lies beside the project only where it was made. */
const sheetPath = fileURLToPath(new URL('../../../shared/data/prices/price-sheet-2026-08.json', import.meta.url))

interface SheetRow {
  readonly provider: string
  readonly item: string
  readonly unit: string
  readonly usd: number
  readonly date: string
  readonly confidence: string
  readonly source: string
  readonly vcpu?: number
  readonly gib?: number
}

interface Sheet {
  readonly rows: readonly SheetRow[]
  readonly sources: Readonly<Record<string, string>>
}

const present = existsSync(sheetPath)

describe.runIf(!present)('the price book and the sheet it was copied from', () => {
  test('CANNOT BE COMPARED HERE: the sheet is not beside the project, so no price was checked', () => {
    console.warn('the price book was NOT checked against its sheet: ../shared/data/prices is absent')
    expect(present).toBe(false)
  })
})

describe.runIf(present)('the price book and the sheet it was copied from', () => {
  const sheet: Sheet = present ? (JSON.parse(readFileSync(sheetPath, 'utf8')) as Sheet) : { rows: [], sources: {} }
  const find = (provider: string, item: string): SheetRow | undefined =>
    sheet.rows.find((row) => row.provider === provider && row.item === item)

  test('agree on price, size, date, confidence and source of every machine', () => {
    const rented = MACHINES.filter(({ kind }) => kind === 'machine')
    expect(rented.length).toBe(35)
    for (const { provider, name, pricePerHour, vcpu, memoryBytes, date, confidence, source } of rented) {
      const row = find(provider, name)
      const copy = { usd: pricePerHour, vcpu, gib: memoryBytes / GIB, date, confidence, unit: 'h' }
      expect({ name, ...copy }).toEqual({ name, ...pick(row) })
      expect(source, name).toBe(sheet.sources[row?.source ?? ''])
    }
  })

  test('agree on every database server', () => {
    const items: Readonly<Record<string, readonly [item: string, like: string]>> = {
      'db.m5.large': ['MySQL db.m5.large, one zone', 'm5.large'],
      'db.t3.large': ['MySQL db.t3.large, one zone', 't3.large'],
      'db.t3.large.postgresql': ['PostgreSQL db.t3.large, one zone', 't3.large'],
      'db.t3.large.two-zones': ['MySQL db.t3.large, two zones', 't3.large'],
      'db.t4g.small': ['db.t4g.small, one zone', 't4g.small'],
    }
    const servers = MACHINES.filter(({ kind }) => kind === 'database')
    expect(servers.map(({ name }) => name).toSorted()).toEqual(Object.keys(items))
    for (const { provider, name, pricePerHour, vcpu, memoryBytes, date, confidence, source } of servers) {
      const [item = '', like = ''] = items[name] ?? []
      const row = find(provider, item)
      expect({ name, usd: pricePerHour, date, confidence }).toEqual({
        name,
        usd: row?.usd,
        date: row?.date,
        confidence: row?.confidence,
      })
      expect(source, name).toBe(sheet.sources[row?.source ?? ''])
      expect([vcpu, memoryBytes / GIB], name).toEqual([find('aws', like)?.vcpu, find('aws', like)?.gib])
    }
  })

  test('agree on every price of traffic', () => {
    const items = [
      'between availability zones, each direction',
      'to another region',
      'between us-east-1 and us-east-2',
      'to the Internet (first 10 TB)',
      'to the Internet (next 40 TB)',
      'to the Internet (next 100 TB)',
      'VM to VM between zones, each direction',
      'between regions (same continent) (OpenCost default)',
      'VM to the Internet, premium tier (first 1 TB)',
      'VM to the Internet, premium tier (1 to 10 TB)',
      'VM to the Internet, premium tier (over 10 TB)',
    ]
    expect(TRAFFIC.length).toBe(items.length)
    TRAFFIC.forEach((price, index) => {
      const row = find(price.provider, items[index] ?? '')
      expect([items[index], price.pricePerGigabyte, price.confidence]).toEqual([row?.item, row?.usd, row?.confidence])
      expect(row?.date.startsWith(price.date), row?.item).toBe(true)
      expect(price.source, row?.item).toBe(sheet.sources[row?.source ?? ''])
    })
  })
})

function pick(row: SheetRow | undefined): Partial<SheetRow> {
  if (row === undefined) return {}
  const { usd, vcpu, gib, date, confidence, unit } = row
  return { usd, ...(vcpu === undefined ? {} : { vcpu }), ...(gib === undefined ? {} : { gib }), date, confidence, unit }
}
