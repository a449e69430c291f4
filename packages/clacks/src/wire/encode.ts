/** What a request carries beside a message. Takes JSON texts: each is stringified only once. */
export interface EnvelopeTexts {
  readonly sender: string
  readonly friend?: string | undefined
  /** Friends to swap, for a peer that knows them. */
  readonly friends?: readonly string[] | undefined
  /** Seconds that the queue of the sender takes, for a peer that knows it. */
  readonly waiting?: number | undefined
}

/**
 * The body of a request in the form of the specification, message first.
 * @param messageJson the JSON text of the message
 */
export function encodeMessage(messageJson: string, envelope: EnvelopeTexts): string {
  return `{"message":${messageJson},"type":"message",${encodeEnvelope(envelope)}}`
}

/** Like {@link encodeMessage}, for an announce. */
export function encodeAnnounce(envelope: EnvelopeTexts): string {
  return `{"message":null,"type":"announce",${encodeEnvelope(envelope)}}`
}

/**
 * The body of an answer with friends.
 * @param rest the body that it has without them
 */
export function encodeFriends(friends: readonly string[], rest = '{}'): string {
  const text = `{"friends":[${friends.join(',')}]`
  return rest === '{}' ? `${text}}` : `${text},${rest.slice(1)}`
}

/** The fields of an envelope, without its braces. */
export function encodeEnvelope({ sender, friend, friends, waiting }: EnvelopeTexts): string {
  let text = `"sender":${sender}`
  if (friend !== undefined) text += `,"friend":${friend}`
  if (friends !== undefined && friends.length > 0) text += `,"friends":[${friends.join(',')}]`
  if (waiting !== undefined) text += `,"waiting":${waiting}`
  return text
}
