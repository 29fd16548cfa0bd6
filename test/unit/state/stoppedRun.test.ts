import { readStoppedRun } from '../../../lib/state/stoppedRun';

const stopped = (message: string, mode = 'trigger') =>
	readStoppedRun({
		execution: { id: 7, lastNodeExecuted: 'Send', mode, error: { message } },
		workflow: { name: 'Invoices' },
	});

test('a run that was under way when n8n ended did nothing wrong', () => {
	expect(stopped('Workflow did not finish, possible out-of-memory issue')).toEqual({
		execution: '7',
		message: 'A run of "Invoices" stopped at "Send": n8n ended in the middle of it.',
		fix: 'Nothing to do: what this run had taken up is done by the next one.',
		crashed: true,
	});
});

test('nor one whose worker ended, which n8n in queue mode says in other words, with advice that does not help', () => {
	expect(
		stopped(
			'This execution failed to be processed too many times and will no longer retry. To allow this execution to complete, please break down your workflow or scale up your workers or adjust your worker settings.',
		),
	).toEqual({
		execution: '7',
		message: 'A run of "Invoices" stopped at "Send": n8n ended in the middle of it.',
		fix: 'Nothing to do: what this run had taken up is done by the next one.',
		crashed: true,
	});
});

test('one that stopped for a reason of its own gives that reason', () => {
	expect(stopped('The table is gone')).toMatchObject({
		message: 'A run of "Invoices" stopped at "Send": The table is gone.',
		crashed: false,
	});
});
