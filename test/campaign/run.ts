import { makeScenario } from './scenario/make';
import { Stage } from './play';
import { templatesLevel } from './levels/templates';
async function main(): Promise<void> {
	const [from = '1', runs = '20', only] = process.argv.slice(2);
	const stage = await Stage.open(templatesLevel);
	const t = process.hrtime.bigint();
	for (let seed = Number(from); seed < Number(from) + Number(runs); seed++) {
		const scenario = makeScenario(seed, only as never);
		const { violations, took, seen } = await stage.play(scenario);
		if (violations.length > 0 || runs === '1') {
			console.log(seed, scenario.focus, took, violations);
			if (runs === '1') for (const s of seen) console.log(new Date(s.at).toISOString().slice(8, 19), s.by, s.what.slice(0, 260), '=>', s.result.slice(0, 160));
		}
	}
	console.log('ms', Number((process.hrtime.bigint() - t) / 1000000n) / Number(runs));
}
main().then(() => process.exit(0), (e) => { console.error(e); process.exit(1); });
