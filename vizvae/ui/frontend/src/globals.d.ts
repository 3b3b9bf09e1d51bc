/** Names of the files that all pages share, with their hash, by the names without one: put in by scripts/build.mjs, likewise the other. */
declare const BUILT_FILES: Record<string, string>;
declare const FONT_FOLDER: string;

/** The build without the other backends has no declarations of its own. */
declare module "onnxruntime-web/wasm" {
  export * from "onnxruntime-web";
}
