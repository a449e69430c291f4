import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { HOOK_TABLE, type HookKind, isHookName } from '../../packages/clacks/src/hooks/hook-table.ts'

const SOURCE = fileURLToPath(new URL('../../packages/clacks/src/', import.meta.url))

/** A member of a type: a field, a method, or a hook. */
export interface Member {
  readonly name: string
  /** As written in the code: `Reception<Message>` for `reception: Reception<Message>`. */
  readonly type: string
  readonly doc: string
}

/** A hook, from its signature and the table of hooks. */
export interface HookDeclaration {
  readonly name: string
  readonly doc: string
  /** The arguments of a tap: names and types. */
  readonly parameters: readonly Member[]
  /** What a tap may return. */
  readonly returns: string
  readonly kind: HookKind
}

/** A type that hooks mention. */
export interface TypeDeclaration {
  readonly name: string
  readonly doc: string
  /** Empty for an alias, such as a union of strings. `text` has its definition. */
  readonly members: readonly Member[]
  readonly text: string
}

/** A function that returns a verdict. */
export interface VerdictFunction {
  readonly name: string
  /** `drop(reason = 'dropped')` */
  readonly call: string
  readonly doc: string
  /** The type it returns. */
  readonly returns: string
}

/** The declarations of clacks, for generated documentation. */
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

  /** All hooks, in the order of their declaration. */
  hooks(): readonly HookDeclaration[] {
    return this.#membersOf(this.#node('HookSignatures')).map((symbol) => {
      const type = symbol.declarations?.find(ts.isPropertySignature)?.type
      if (type === undefined || !ts.isFunctionTypeNode(type))
        throw new Error(`The signature of ${symbol.name} is not a function.`)
      const parameters = type.parameters.map((parameter) => ({
        name: `${parameter.name.getText()}${parameter.questionToken === undefined ? '' : '?'}`,
        type: parameter.type?.getText() ?? 'unknown',
        doc: '',
      }))
      if (!isHookName(symbol.name)) throw new Error(`${symbol.name} is not in the table of hooks.`)
      const { kind } = HOOK_TABLE[symbol.name]
      return { name: symbol.name, doc: this.#doc(symbol), parameters, returns: type.type.getText(), kind }
    })
  }

  /** An interface, class or alias by name. @throws Error if there is none */
  type(name: string): TypeDeclaration {
    const node = this.#node(name)
    const symbol = this.#checker.getSymbolAtLocation(node.name)
    const text = ts.isTypeAliasDeclaration(node) ? node.type.getText() : ''
    const members = ts.isTypeAliasDeclaration(node)
      ? []
      : this.#membersOf(node).map((each) => this.#member(each))
    return { name, doc: symbol === undefined ? '' : this.#doc(symbol), members, text }
  }

  /** The names of our types that some types mention, directly or through others, nearest first. */
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

  /** The functions that return verdicts. */
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
        return [{ name: name.getText(), call, doc, returns: initializer.type.getText() }]
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

  /** Own and inherited members, without those that are not ours, such as those of `Error`. */
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
