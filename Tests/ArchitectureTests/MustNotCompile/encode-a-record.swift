// expect: requires that 'Person' conform to 'Encodable'
import Records

func encode(_ value: some Encodable) {}
func leak(_ person: Person) { encode(person) }
