import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const SOURCE = fileURLToPath(new URL('../../packages/clacks/src/', import.meta.url))

/** A member of a type: a field, a method, or a hook. */
export interface Member {
  readonly name: string
  /** As it is written in the code: `reception: Reception<Message>` is `Reception<Message>`. */
  readonly type: string
  readonly doc: string
}

/** A hook, as its declarations say it. */
export interface HookDeclaration {
  readonly name: string
  readonly doc: string
  /** What a tap gets: names and types. */
  readonly parameters: readonly Member[]
  /** What a tap may return. */
  readonly returns: string
  /** The class of tapable that it is. */
  readonly kind: string
}

/** A type that hooks mention. */
export interface TypeDeclaration {
  readonly name: string
  readonly doc: string
  /** Empty for a union of texts and the like; `text` says that one. */
  readonly members: readonly Member[]
  readonly text: string
}

/** A function that gives a verdict. */
export interface VerdictFunction {
  readonly name: string
  /** `drop(reason = 'dropped')` */
  readonly call: string
  readonly doc: string
  /** The type that it gives. */
  readonly gives: string
}

/** The types of clacks, for whoever writes about them. */
export class Declarations {
  readonly #checker: ts.TypeChecker
  readonly #files: readonly ts.SourceFile[]

  constructor() {
    const options: ts.CompilerOptions = {
      strict: true,
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      noEmit: true,
    }
    const program = ts.createProgram([`${SOURCE}index.ts`], options)
    this.#checker = program.getTypeChecker()
    this.#files = program.getSourceFiles().filter(({ fileName }) => this.#isOurs(fileName))
  }

  /** All hooks, in the order of the one list. */
  hooks(): readonly HookDeclaration[] {
    const kinds = new Map(
      this.type('Hooks').members.map(({ name, type }) => [name, type.replace(/<.*/s, '')]),
    )
    return this.#membersOf(this.#node('HookSignatures')).map((symbol) => {
      const type = symbol.declarations?.find(ts.isPropertySignature)?.type
      if (type === undefined || !ts.isFunctionTypeNode(type))
        throw new Error(`The hook ${symbol.name} is no function.`)
      const parameters = type.parameters.map((parameter) => ({
        name: `${parameter.name.getText()}${parameter.questionToken === undefined ? '' : '?'}`,
        type: parameter.type?.getText() ?? 'unknown',
        doc: '',
      }))
      const kind = kinds.get(symbol.name) ?? ''
      return { name: symbol.name, doc: this.#doc(symbol), parameters, returns: type.type.getText(), kind }
    })
  }

  /** An interface, class or alias by name. @throws Error where there is none */
  type(name: string): TypeDeclaration {
    const node = this.#node(name)
    const symbol = this.#checker.getSymbolAtLocation(node.name)
    const text = ts.isTypeAliasDeclaration(node) ? node.type.getText() : ''
    const members = ts.isTypeAliasDeclaration(node)
      ? []
      : this.#membersOf(node).map((each) => this.#member(each))
    return { name, doc: symbol === undefined ? '' : this.#doc(symbol), members, text }
  }

  /** The names of our types that a type mentions, itself and what is inside of them, nearest first. */
  mentioned(texts: readonly string[]): readonly string[] {
    const found = new Set<string>()
    const look = (text: string): void => {
      for (const [name] of text.matchAll(/\b[A-Z]\w+/g)) {
        if (found.has(name) || !this.#has(name)) continue
        found.add(name)
        const { members, text: alias } = this.type(name)
        for (const { type } of members) look(type)
        look(alias)
      }
    }
    texts.forEach(look)
    return [...found]
  }

  /** The functions that make verdicts. */
  verdicts(): readonly VerdictFunction[] {
    const file = this.#files.find(({ fileName }) => fileName.endsWith('hooks/verdict.ts'))
    return (file?.statements ?? []).flatMap((statement) => {
      if (!ts.isVariableStatement(statement)) return []
      return statement.declarationList.declarations.flatMap(({ name, initializer }) => {
        if (initializer === undefined || !ts.isArrowFunction(initializer) || initializer.type === undefined)
          return []
        const symbol = this.#checker.getSymbolAtLocation(name)
        const parameters = initializer.parameters.map((parameter) => parameter.getText()).join(', ')
        const call = `${name.getText()}(${parameters})`
        const doc = symbol === undefined ? '' : this.#doc(symbol)
        return [{ name: name.getText(), call, doc, gives: initializer.type.getText() }]
      })
    })
  }

  #isOurs(file: string): boolean {
    return file.replaceAll('\\', '/').startsWith(SOURCE.replaceAll('\\', '/'))
  }

  #has(name: string): boolean {
    return this.#files.some((file) => file.statements.some((statement) => isNamed(statement, name)))
  }

  #node(name: string): Named {
    for (const file of this.#files) for (const each of file.statements) if (isNamed(each, name)) return each
    throw new Error(`clacks declares no type ${name}.`)
  }

  /** Own and inherited, those of ours only: what `Error` has everybody knows. */
  #membersOf(node: Named): readonly ts.Symbol[] {
    const properties = this.#checker.getPropertiesOfType(this.#checker.getTypeAtLocation(node))
    return properties.filter(({ declarations }) => {
      const [declaration] = declarations ?? []
      return declaration !== undefined && this.#isOurs(declaration.getSourceFile().fileName)
    })
  }

  #member(symbol: ts.Symbol): Member {
    const [declaration] = symbol.declarations ?? []
    const isTyped =
      declaration !== undefined &&
      (ts.isPropertySignature(declaration) || ts.isPropertyDeclaration(declaration))
    const written = isTyped ? declaration.type?.getText() : undefined
    const isMethod = declaration !== undefined && ts.isMethodSignature(declaration)
    const isOptional = isTyped && declaration.questionToken !== undefined
    const type = written ?? (isMethod ? declaration.getText().slice(symbol.name.length) : '')
    return {
      name: isOptional ? `${symbol.name}?` : symbol.name,
      type: type.replaceAll(/\s+/g, ' '),
      doc: this.#doc(symbol),
    }
  }

  #doc(symbol: ts.Symbol): string {
    return ts.displayPartsToString(symbol.getDocumentationComment(this.#checker)).replaceAll(/\s*\n\s*/g, ' ')
  }
}

type Named =
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | (ts.ClassDeclaration & { readonly name: ts.Identifier })

function isNamed(node: ts.Node, name: string): node is Named {
  const isType =
    ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isClassDeclaration(node)
  return isType && node.name?.text === name
}
