import type { IDataObject, INodeExecutionData, INodeType } from 'n8n-workflow';
import { MomentApi } from '../../credentials/MomentApi.credentials';
import { UnicontaApi } from '../../credentials/UnicontaApi.credentials';
import { MomentUnicontaMapper } from '../../nodes/MomentUnicontaMapper/MomentUnicontaMapper.node';
import type { MomentStandIn } from '../../sandbox/standins';
import { runNode, type NodeRun } from './runNode';
import { MAIN, USERS, type UnicontaRig } from './unicontaRig';

type Staged = (parameters?: object, more?: Partial<NodeRun> & { credential?: IDataObject }) => NodeRun;
type Outputs = Promise<INodeExecutionData[][]>;

/** How the tests of one node stage and run it; the stand-in is asked for when it is there. */
export interface NodeRuns {
	staged: Staged;
	run: (...args: Parameters<Staged>) => Outputs;
}

const runsOf = (staged: Staged): NodeRuns => ({
	staged,
	run: async (...args) => await runNode(staged(...args)),
});

/** With the English user of the stand-in's main company, but for what `credential` says; outside a run settings are typed. */
export function unicontaRuns(Node: new () => INodeType, rig: () => Pick<UnicontaRig, 'standIn'>): NodeRuns {
	return runsOf((parameters = {}, { credential = {}, ...rest } = {}) => ({
		node: new Node(),
		parameters: { asSaved: false, ...parameters },
		credentials: {
			unicontaApi: {
				userName: USERS.en.login,
				password: USERS.en.password,
				companyId: String(MAIN),
				odataUrl: rig().standIn.odataUrl,
				webApiUrl: rig().standIn.webApiUrl,
				apiKey: '',
				...credential,
			},
		},
		credentialTypes: [new UnicontaApi()],
		...rest,
	}));
}

/** With the stand-in's own key and company, but for what `credential` says. */
export function momentRuns(Node: new () => INodeType, moment: () => MomentStandIn): NodeRuns {
	return runsOf((parameters = {}, { credential = {}, ...rest } = {}) => {
		const { url, companyCode, apiKey } = moment();
		return {
			node: new Node(),
			parameters: { ...parameters },
			credentials: { momentApi: { baseUrl: url, companyCode, apiKey, webhookToken: 't', ...credential } },
			credentialTypes: [new MomentApi()],
			...rest,
		};
	});
}

/** The mapper needs neither credential nor server; outside a run its settings are typed. */
export async function runMapper(parameters: object, rest: Partial<NodeRun> = {}): Outputs {
	return await runNode({ node: new MomentUnicontaMapper(), parameters: { asSaved: false, ...parameters }, ...rest });
}

/** A node's input. */
export const items = (...jsons: object[]): INodeExecutionData[] => jsons.map((json) => ({ json: { ...json } }));
