/* slow_net N: see slow_net.sh. Prints "first MS", "repeat MS" (slow line, to the first content of the app),
 * "list MS", "next MS" (good line: the list's rows are there, the next page's are). */
import { need_chromium } from '../../ui/test/browser.mjs'
import { Office } from '../../ui/test/office.mjs'

need_chromium()
const office = new Office({ asan: false }).fill({ households: Number(process.argv[2] || 300) })

await office.open()

const page = await office.person('county', { worker: true })
const context = page.context(), cdp = await context.newCDPSession(page)

/* From the click to when the rows stand there; on the middle of three. */
async function three(act)
{
	const all = []

	for (let i = 0; i < 3; i++) all.push(await act())
	return Math.round(all.sort((a, b) => a - b)[1])
}
console.log('list', await three(async () => {
	const from = Date.now()

	await page.goto(office.url('/household'))
	await page.waitForSelector('.table-box tbody tr')
	return Date.now() - from
}))
console.log('next', await three(async () => {
	const first = await page.locator('.table-box tbody tr').first().innerText(), from = Date.now()

	await page.click('text=下一页')
	await page.waitForFunction(f => document.querySelector('.table-box tbody tr')?.innerText !== f, first)
	return Date.now() - from
}))

/* A visit over a slow line; the first paint with content, as the browser itself measures it. */
async function slow(fresh)
{
	if (fresh) {
		await page.goto(office.url('/healthz'))
		await page.evaluate(async () => {
			for (const r of await navigator.serviceWorker.getRegistrations()) await r.unregister()
			for (const name of await caches.keys()) await caches.delete(name)
		})
		await cdp.send('Network.clearBrowserCache')
	}
	await cdp.send('Network.enable')
	await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 2000,
		downloadThroughput: 400 * 1024 / 8, uploadThroughput: 400 * 1024 / 8 })
	await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 })
	const from = Date.now()
	await page.goto(office.url('/'), { waitUntil: 'commit', timeout: 60000 })
	/* the frame of the app with its name, drawn by the app */
	await page.waitForSelector('#app .top .name', { timeout: 60000 })
	const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime)
	const ms = Math.max(paint || 0, Date.now() - from)

	await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 })
	await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1,
		uploadThroughput: -1 })
	return ms
}
console.log('first', await three(() => slow(true)))
await page.goto(office.url('/'))
await page.evaluate(() => navigator.serviceWorker.ready)
await page.waitForTimeout(2500)
console.log('repeat', await three(() => slow(false)))
await page.over()
await office.close()
