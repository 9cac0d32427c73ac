import type { GrpcMethod } from "./grpc-methods.ts";
import { nodeMethods } from "./node-methods.ts";
import { tendermintMethods } from "./tendermint-methods.ts";
import { txMethods } from "./tx-methods.ts";

/** What the framework itself answers, by path. */
export const serviceMethods: ReadonlyMap<string, GrpcMethod> = new Map([
  ...methodsOf("cosmos.tx.v1beta1.Service", txMethods),
  ...methodsOf("cosmos.base.tendermint.v1beta1.Service", tendermintMethods),
  ...methodsOf("cosmos.base.node.v1beta1.Service", nodeMethods),
]);

function methodsOf(
  service: string,
  methods: Readonly<Record<string, GrpcMethod>>,
): readonly (readonly [path: string, method: GrpcMethod])[] {
  return Object.entries(methods).map(([name, method]) => [`/${service}/${name}`, method]);
}
