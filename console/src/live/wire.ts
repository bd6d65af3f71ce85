/* The socket's messages, as the contract generates them, by the names used here. */
export type {
	ClientMessage,
	ServerMessage,
	ServerMessageAccepted as MessageAccepted,
	ServerMessageNew as MessageNew,
	ServerMessageRefused as MessageRefused,
	ServerMessageStored as MessageStored,
	ServerReceipt as ReceiptHeard,
	ServerResumed as Resumed,
	ServerTyping as Typing,
	ServerWelcome as Welcome,
} from '../../../build/gen/proto';
