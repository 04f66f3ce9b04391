/** A small shop, once as one process and once as three, with a word on every line that needs one. */
export function starterScenario(name: string): string {
  return `# yaml-language-server: $schema=node_modules/orrery-sim/schema/scenario.schema.json
# $schema: node_modules/orrery-sim/schema/scenario.schema.json
name: ${name}
question: What does it cost to split this shop into three services?

run:
  duration: 1min # simulated time under load; the start is cut off by itself (warmup: auto)
  replications: 10 # the same minute ten times, each with luck of its own

# What the application does. Nothing here says where it runs.
app:
  shop:
    operations:
      browse:
        - cpu: exp(0.5ms) # computing, exponential with a mean of half a millisecond
        - call: catalog.search
      buy:
        - cpu: exp(1ms)
        - call: catalog.search
        - { call: payments.charge, timeout: 2s }
  catalog:
    owns: { products: { keys: 10000, popularity: zipf(0.9) } }
    operations:
      search:
        - cpu: lognormal(mean=2ms, cv=0.8)
        - read: products
  payments:
    owns: { charges: {} }
    operations:
      charge:
        - cpu: exp(1ms)
        - io: lognormal(p50=40ms, p99=180ms) # waiting for the bank, without computing
        - write: charges

# Who calls it, and how often.
workload:
  shoppers:
    arrivals: poisson(100/s)
    mix: { shop.browse: 80%, shop.buy: 20% }
    deadline: 5s

# What must hold. A verdict is pass, fail or undecided, and the exit code follows it.
expect:
  - shop.buy.latency.p99 < 500ms
  - shop.*.availability >= 99.9%

# The same application, deployed in two ways. Each meets the same requests with the same needs.
variants:
  monolith:
    deploy: { shop: { modules: all, instances: 2 } }
  microservices:
    deploy: each-module
`
}
