declare module "s3rver" {
  class S3rver {
    constructor(
      options: Readonly<{
        address: string;
        port: number;
        silent: boolean;
        directory: string;
        configureBuckets: readonly Readonly<{ name: string; configs: readonly string[] }>[];
      }>,
    );
    run(): Promise<Readonly<{ address: string; port: number }>>;
  }
  export = S3rver;
}
