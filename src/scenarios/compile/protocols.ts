import type { ProtocolPlan } from '../../sim/plan.ts'
import type { Protocol } from '../scenario.ts'

/**
 * What a call costs beside its work, from two measurements on Node 20 (2 cores, no TLS, one call after the other over
 * loopback, warmed): cpu of a unary call that carries an order document as request and as answer, in microseconds at
 * the caller and at the server, mean of three runs. HTTP is undici 6 against node:http with JSON, gRPC is @grpc/grpc-js
 * 1.14.
 *
 * | document as JSON | HTTP caller | HTTP server | gRPC caller | gRPC server |
 * |---|---|---|---|---|
 * | 1,011 bytes | 62.5 | 43.6 | 160.0 | 84.3 |
 * | 10,422 bytes | 117.7 | 98.3 | 288.2 | 159.9 |
 *
 * A straight line through the two sizes gives the fixed cost and the cost of a payload byte (twice the document:
 * request and answer). The slope, 2.9 ns a byte for JSON, agrees with encoding and decoding measured alone (3 to 4 us a
 * kilobyte). Calls that come singly, every 5 ms, cost 2 to 5 times as much (cold caches, wake-ups); this is the cheap
 * end. On another machine expect the same proportions within a factor of 1.5.
 *
 * Payload sizes are those of the JSON text. Protobuf needs 104 of 212, 566 of 1,305 and 5,186 of 11,769 bytes for three
 * sizes of an order document; `expansion` is the mean of the three ratios.
 *
 * Bytes around a message were counted on a socket: 100 calls on one warm connection, request and answer averaged.
 * HTTP/1.1 with node:http and only the headers it needs: 135 and 157. HTTP/2 with gRPC's headers, the header tables
 * filled by earlier calls, with the message prefix and the trailers: 49 and 38.
 */
const MEASURED = {
  small: { bytes: 2 * 1011, json: { client: 62_450, server: 43_630 }, grpc: { client: 160_000, server: 84_300 } },
  large: { bytes: 2 * 10422, json: { client: 117_700, server: 98_300 }, grpc: { client: 288_200, server: 159_900 } },
} as const

const PROTOBUF_PER_JSON_BYTE = (104 / 212 + 566 / 1305 + 5186 / 11769) / 3

function line(wire: 'json' | 'grpc', end: 'client' | 'server'): { fixed: number; perByte: number } {
  const small = MEASURED.small[wire][end]
  const large = MEASURED.large[wire][end]
  const perByte = (large - small) / (MEASURED.large.bytes - MEASURED.small.bytes)
  return { fixed: Math.round(small - perByte * MEASURED.small.bytes), perByte }
}

function measured(name: 'json' | 'grpc', overhead: number, expansion: number): ProtocolPlan {
  const client = line(name, 'client')
  const server = line(name, 'server')
  return {
    name,
    clientFixed: client.fixed,
    clientPerByte: client.perByte,
    serverFixed: server.fixed,
    serverPerByte: server.perByte,
    overhead,
    expansion,
  }
}

/** Costs by protocol. `none` costs nothing: for models whose service times contain everything, and for stores. */
export const PROTOCOLS: Readonly<Record<Protocol, ProtocolPlan>> = {
  json: measured('json', 146, 1),
  grpc: measured('grpc', 44, PROTOBUF_PER_JSON_BYTE),
  none: { name: 'none', clientFixed: 0, clientPerByte: 0, serverFixed: 0, serverPerByte: 0, overhead: 0, expansion: 1 },
}
