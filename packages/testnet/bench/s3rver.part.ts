import S3rver from "s3rver";

/** The peer in a process of its own: serves `directory`, tells its port, and ends with its parent. */
const [directory = ""] = process.argv.slice(2);
process.on("disconnect", () => process.exit(0));

const server = new S3rver({
  address: "127.0.0.1",
  port: 0,
  silent: true,
  directory,
  configureBuckets: [{ name: "bench", configs: [] }],
});
const { port } = await server.run();
process.send?.({ port });
