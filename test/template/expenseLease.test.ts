import { readTemplate } from './support/templates';

/**
 * Who imports by hand while another run is at Uniconta must not take a green run for an import; the clock comes again,
 * and is quiet.
 */
test('without the lease Import Now ends with an error that says why, and a scheduled run ends quietly', () => {
	const { nodes, connections } = readTemplate('expenses.json');
	const next = (name: string): string[][] =>
		(connections[name]?.main ?? []).map((lines) => (lines ?? []).map(({ node }) => node));
	expect(next('Lease Ours?')[1]).toEqual(['By Hand?']);
	expect(next('By Hand?')).toEqual([['Another Run Is There']]);
	const parameters = (name: string): string => JSON.stringify(nodes.find((node) => node.name === name)?.parameters);
	expect(parameters('By Hand?')).toContain("$('Import Now').isExecuted");
	const stop = nodes.find(({ name }) => name === 'Another Run Is There');
	expect(stop?.type).toBe('n8n-nodes-base.stopAndError');
	expect(stop?.onError).toBeUndefined();
	expect(parameters('Another Run Is There')).toMatch(/json\.leaseTaken \|\| '[^']+Nothing was lost[^']+'/);
});
