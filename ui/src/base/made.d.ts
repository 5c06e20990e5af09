// Modules that the build makes (build.mjs).
declare module "jz:shared";
declare module "jz:rooms" {
	export const urls: Record<string, string | undefined>;
}
