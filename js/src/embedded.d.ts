/** The engine's wasm in base64, put in by the build. */
declare module "sealed-transcript:wasm-base64" {
  const base64: string;
  export default base64;
}

/** The source of the worker with the wasm inside, put in by the build. */
declare module "sealed-transcript:worker-source" {
  const source: string;
  export default source;
}

/** A page of the documentation, put in by the build. */
declare module "*.md" {
  const text: string;
  export default text;
}
