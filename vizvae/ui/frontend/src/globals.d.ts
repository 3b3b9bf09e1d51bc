/** File name of the built worker, put in by scripts/build.mjs. */
declare const WORKER_FILE: string;

/** Likewise of onnxruntime-web. */
declare const ORT_VERSION: string;

/** The address of a font, beside the script. */
declare module "*.woff2" {
  const file: string;
  export default file;
}
