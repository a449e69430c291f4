/** A word or phrase that the project no longer uses. */
export interface RetiredWord {
  readonly pattern: RegExp
  /** What to write instead. */
  readonly instead: string
  /** Files in which the pattern means something else. */
  readonly except?: RegExp
}

/**
 * Words of earlier versions, and idioms that are not English. See docs/words.md for the words in
 * use.
 */
export const RETIRED: readonly RetiredWord[] = [
  { pattern: /\brooms\b/i, instead: 'modules', except: /^examples\/|^packages\/[^/]+\/README/ },
  { pattern: /\bhouse\b/i, instead: 'architecture', except: /^examples\/transforming/ },
  { pattern: /\b(?:board|alight|weigh)\(/, instead: 'reserve, release, resize' },
  {
    pattern: /\bgreet(?:s|ed|er|ers)?\b|\bgreeting (?:peers|them|it|a peer)\b|_GREETINGS\b/i,
    instead: 'probe',
  },
  { pattern: /acquaintance/i, instead: 'a known peer' },
  { pattern: /\b(?:hand(?:s|ed)? over|handedOver)\b/i, instead: 'second-hand, or passed on' },
  { pattern: /\bproven\b/i, instead: 'reachable' },
  { pattern: /salvag/i, instead: 'repair' },
  { pattern: /poison/i, instead: 'unprocessable' },
  { pattern: /\b(?:Formation|Decider|Judge)\b/, instead: 'TapSnapshot, BailRunner, BailRules' },
  { pattern: /\bkeepers?\b/i, instead: 'queue store', except: /^examples\// },
  { pattern: /\b(?:strikes?|struck|striking)\b/i, instead: 'remove' },
  { pattern: /\bshel(?:f|ve|ves|ved)\b/i, instead: 'deferred, defer' },
  { pattern: /parcel/i, instead: 'outbound request' },
  { pattern: /\bmend(?:s|ed|ing)?\b/i, instead: 'fix' },
  { pattern: /\bfaults?\b/i, instead: 'issue, error, failure' },
  { pattern: /\b(?:Findings?|findings)\b/, instead: 'issue' },
  { pattern: /\bstrangers?\b/i, instead: 'an unknown peer; in e2e tests a consumer' },
  { pattern: /\bbur(?:y|ied|ies)\b|\bperish/i, instead: 'remove, lost' },
  {
    pattern: /\b(?:census|tally|ether)\b/i,
    instead: 'message locator, counts, memory network',
    // The label of a random stream: another one would change the runs of every seed.
    except: /^packages\/clacks\/src\/testing\/network\.ts$/,
  },
  { pattern: /\bunder way\b/i, instead: 'in flight, pending, running' },
  {
    pattern: /(?<!\bthere )\b(?:is|are|was|were) no (?!longer|more|better|worse|slower|faster|different)/i,
    instead: 'is not a',
  },
  { pattern: /\b(?:that|which|what) (?:is|are|was|were) none\b/i, instead: 'is not a' },
  { pattern: /\bbr(?:eak|eaks|oke|oken|eaking) off\b/i, instead: 'interrupted, aborted' },
  { pattern: /\b(?:is|are|was|were|be|been) told\b/i, instead: 'reported, called, notified' },
  { pattern: /\bby hand of\b|\bcaught by nobody\b/i, instead: 'a plain sentence' },
  { pattern: /\b(?:MOST|LONGEST|LEAST|SHORTEST|SMALLEST|LARGEST)_[A-Z]/, instead: 'MAX_, MIN_' },
  { pattern: /\bwhoever\b/i, instead: 'the operator, the sender, anyone who' },
  { pattern: /\bto and fro\b/i, instead: 'back and forth' },
]
