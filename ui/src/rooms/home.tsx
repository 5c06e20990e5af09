// The first page: what waits for me, how things stand; every number opens its list.
import { PageHead } from "../parts/states";
import { t } from "../base/words";

export default function Home(_: { parts: string[] }) {
	return <PageHead title={t("nav.home")} />;
}
