export { type GrpcServerOptions, type RunningGrpcServer, startGrpcServer } from "./grpc-server.ts";
